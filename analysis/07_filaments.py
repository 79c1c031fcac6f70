# %% [markdown]
# # Is there structure that chance would not show? {#sec-filaments}
#
# Plot the z-points of an autoencoder in a plane, zoom in, and they seem to line up along strings
# around voids. The posts saw this in every plane they looked at, concluded that the z-points fill
# thin, basically one-dimensional filaments, and held this responsible for random points that decode
# to nothing: they fall into voids [@anracom2022curse2]. Four months later a note at the top of the
# same post withdrew the conclusion and left the question open.
#
# This chapter asks whether there is anything to explain. Random points show strings and voids, too:
# our eye joins what lies close together. So every picture stands beside random points drawn by the
# same code, every number beside its value under chance, and the same tests are put to clouds that do
# consist of strings. Of {{< var filaments.planes.count >}} planes,
# {{< var filaments.rejected_holm.ae >}} deviate from random points inside a small square after
# correction for their number; for a cloud made of strings with 320 points
# on each it is {{< var filaments.rejected_holm.strings_320 >}}. Neighbours in the full space lie like those
# of a set of {{< var filaments.two_nn.ae >}} dimensions; strings would give 1.
#
# What would refute "only chance": planes beyond the envelope of random points at a rate above 5 %, voids
# that do not shrink when points are added, an intrinsic dimension near 1, or neighbours in a plane that
# are neighbours in the full space. What would refute "filaments": none of these, by methods that
# demonstrably find strings.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-filaments-open
import itertools

import numpy as np
from IPython.display import Markdown

from analysis import envelopes, neighbours, planes
from analysis.cloud import effective_dimension, principal_axes
from analysis.edition import open_edition
from analysis.figures import filaments as draw
from analysis.figures.panels import use_house_style
from analysis.intervals import sampled_mean, wilson_interval
from analysis.maps import common_neighbours, islands, tsne_maps
from analysis.nulls import normal_null
from analysis.results import Results
from analysis.sampling import matched_half_width, uniform_cube
from analysis.spectrum import spectrum
from analysis.strings import strings
from analysis.tables import markdown_table

use_house_style()
series = open_edition(edition)
sizes, results = series.sizes, Results("07_filaments")
streams = iter(series.rng(7).spawn(12))
z = np.asarray(series.z("ae")[series.rows("train")], np.float64)
n, z_dim = z.shape
results.publish("filaments.points", n, form=",d")
results.publish("filaments.z_dim", z_dim, form="d")

# %% [markdown]
# ## One dominant component? {#sec-filaments-spectrum}
#
# The posts report a principal component analysis with one dominant component and a nearly constant
# importance after the first ten or so. What is dominant, and what is flat, depends on what
# independence would give. The null permutes each component across the images: variances stay, all
# correlation goes, and the number of leading components above it is what parallel analysis keeps. White
# noise of this size would spread over the grey range (the law of Marchenko and Pastur), so even a flat
# spectrum has a slope.

# %%
#| label: cell-filaments-spectrum
draws = {"resamples": sizes["filaments_bootstraps"], "permutations": 10, "rng": next(streams)}
raw, standardised = spectrum(z, **draws), spectrum(z / z.std(axis=0), **draws)
spectral = {
    **{f"share.pc{k}": lambda s, k=k: s[k - 1] for k in (1, 2, 10, 50)},
    "share.first_ten": lambda s: s[:10].sum(),
    "ratio.pc1_pc2": lambda s: s[0] / s[1],
    "ratio.pc1_pc10": lambda s: s[0] / s[9],
    "ratio.pc10_pc50": lambda s: s[9] / s[49],
    "effective_axes": effective_dimension,
}
for name, statistic in spectral.items():
    for of, found in {
        "ae": raw.interval(statistic),
        "permuted": raw.independent(statistic),
        "standardised": standardised.interval(statistic),
    }.items():
        form = ".1%" if "share" in name else ".3g"
        results.publish(f"filaments.{name}.{of}", **found._asdict(), form=form)
results.publish("filaments.components_beyond_chance", raw.beyond_chance, form="d")

# %%
#| label: fig-filaments-spectrum
#| fig-cap: "The first principal component holds {{< var filaments.share.pc1.ae >}} of the variance, {{< var filaments.ratio.pc1_pc2.ae >}} times the second; {{< var filaments.components_beyond_chance >}} leading components exceed independent ones. Shares of variance with 95 % bootstrap intervals (blue), the same with components permuted across images (dark grey, 95 %), and the range of white noise (light grey)."
#| fig-alt: "Two log-log line charts of the share of variance over the index of the principal component, for z as it is and with each component scaled to unit variance. The cloud's curve falls from upper left to lower right through a grey band of the null."
figure = draw.figure_spectrum(raw, standardised)

# %% [markdown]
# The ratio of the first to the second component is {{< var filaments.ratio.pc1_pc2.ae >}}
# ({{< var filaments.ratio.pc1_pc2.ae.low >}} to {{< var filaments.ratio.pc1_pc2.ae.high >}}); independent
# components give {{< var filaments.ratio.pc1_pc2.permuted >}}. From the first to the tenth the share falls by a
# factor of {{< var filaments.ratio.pc1_pc10.ae >}}, from the tenth to the fiftieth by
# {{< var filaments.ratio.pc10_pc50.ae >}} ({{< var filaments.ratio.pc10_pc50.ae.low >}} to
# {{< var filaments.ratio.pc10_pc50.ae.high >}}). In a spectrum that is flat after ten the second factor would be near
# that of independent components, {{< var filaments.ratio.pc10_pc50.permuted >}}. A linear axis hides this: small
# shares look alike beside a large first one. All axes together are worth
# {{< var filaments.effective_axes.ae >}} equally broad ones.
#
# ## Can you tell them apart? {#sec-filaments-blind}
#
# The smallest square of the posts had corners at (±0.25, ±0.25). An autoencoder has no natural scale, since
# the next layer can undo any factor, so it is the number of points in a square that matters, not its side. With
# 170,000 images that square holds about 240 points if the cloud is normal with the reported widths. Here
# every small square is centred on the mean and as large as needed to hold
# {{< var filaments.square.points >}} of {{< var filaments.points >}} points. Its sides are equal in standard deviations of
# the two coordinates, so that the density is nearly flat inside along both: from centre to corner a normal density
# falls by {{< var filaments.square.drop >}} at most in the planes that we look at.
#
# The planes are those of the posts: PC1-PC2, PC1-PC18, PC8-PC35, and the two broadest axes of the
# latent space itself (theirs were 52 and 221; the numbers mean nothing in another training).

# %%
#| label: cell-filaments-planes
rng, axes, leading = next(streams), principal_axes(z), 40
broad = np.argsort(z.std(axis=0))[:-3:-1]
named = {"PC1-PC2": (0, 1), "PC1-PC18": (0, 17), "PC8-PC35": (7, 34)}
named[f"z{broad[0]}-z{broad[1]}"] = (leading, leading + 1)
others = sorted(set(itertools.combinations(range(leading), 2)) - set(named.values()))
more = rng.choice(others, sizes["filaments_planes"] - len(named), replace=False)
pairs = [list(pair) for pair in (*named.values(), *more)]
results.publish("filaments.planes.count", len(pairs), form="d")

# %% [markdown]
# Six clouds of equal size go through everything that follows: the z-points, a multivariate normal with their mean
# and covariance, and four clouds that consist of strings (described below).

# %%
#| label: cell-filaments-clouds
clouds = {"ae": z, "normal": normal_null(z, n=n, rng=rng)}
for on_each in (320, 80, 20, 5):
    clouds[f"strings_{on_each}"] = strings(axes, n=n, count=max(1, n // on_each), rng=rng)
seen = {
    name: np.column_stack([axes.coordinates(c)[:, :leading], c[:, broad]])
    for name, c in clouds.items()
}

# %%
#| label: cell-filaments-squares
count = sizes["filaments_square_points"]
squares = {
    name: [planes.square_holding(c[:, pair], count=count) for pair in pairs]
    for name, c in seen.items()
}
drops = [
    planes.density_drop(seen["ae"][:, pair], square)
    for pair, square in zip(pairs, squares["ae"], strict=True)
]
results.publish("filaments.square.points", count, form="d")
results.publish("filaments.square.drop", max(drops), form=".0%")

# %%
#| label: fig-filaments-blind
#| fig-cap: "Four panels are z-points and four are random numbers. Each square holds {{< var filaments.square.points >}} points; z-points are from the planes named in the text, the others are independent and uniform. Which are which? The key is in @tbl-filaments-key."
#| fig-alt: "Eight square scatter plots labelled A to H in random order, without axes. All show points that seem to line up around empty patches."
rng = next(streams)
panels = [(name, square.points) for name, square in zip(named, squares["ae"], strict=False)]
panels += [("random points", planes.random_points(count, rng=rng)) for _ in named]
order = rng.permutation(len(panels))
letters = dict(zip("ABCDEFGH", [panels[place] for place in order], strict=True))
figure = draw.figure_squares({letter: points for letter, (_, points) in letters.items()})

# %% [markdown]
# Note your guess before reading on. A guesser without any clue gets all four with a chance of
# 1 in 70, and three or more with 17 in 70.

# %%
#| label: tbl-filaments-key
#| tbl-cap: "Key to the eight squares."
Markdown(markdown_table(list(letters), [[name for name, _ in letters.values()]]))

# %% [markdown]
# ## The zoom {#sec-filaments-zoom}
#
# The posts zoomed into PC1-PC2 from an overview to a square of side 5 and on to the smallest one. Our middle
# square holds {{< var filaments.view.points >}} points and is {{< var filaments.view.side >}} wide along PC1, the
# smallest {{< var filaments.square.side >}}. In a view as
# large as this the density is not flat, and a multivariate normal differs from a cloud in its
# marginals already; the fair null there is a smooth resampling of the very same points (Gaussian kernel with a
# bandwidth of {{< var filaments.bandwidth >}} standard deviations): it keeps every broad feature and has nothing
# finer.

# %%
#| label: cell-filaments-zoom
rng, view, bandwidth = next(streams), sizes["filaments_view_points"], planes.kernel_bandwidth(n)
plane = seen["ae"][:, [0, 1]] / seen["ae"][:, [0, 1]].std(axis=0)
middle, small = (planes.square_holding(plane, count=points) for points in (view, count))
resampled = planes.smooth_resample(plane, bandwidth=bandwidth, rng=rng)
chance = small.low + (small.high - small.low) * planes.random_points(count, rng=rng)
normal = planes.normal_resample(plane, rng=rng)
results.publish("filaments.view.points", view, form=",d")
results.publish("filaments.bandwidth", bandwidth, unit="sd of the points", form=".2f")
for name, square in {"view": middle, "square": small}.items():
    side = (square.high - square.low)[0] * seen["ae"][:, 0].std()
    results.publish(f"filaments.{name}.side", side, unit="latent units", form=".2g")

# %%
#| label: fig-filaments-zoom
#| fig-cap: "Strings and voids appear at every zoom in all three rows. PC1-PC2 of the z-points (top); chance (middle): a smooth resampling of the same points, and in the smallest square uniform random points; a normal distribution with the plane's mean and covariance (bottom). From left to right all points, a square with {{< var filaments.view.points >}} z-points, and one with {{< var filaments.square.points >}}."
#| fig-alt: "Three rows of three scatter plots of PC2 over PC1 at growing zoom. Top: z-points. Middle: chance. Bottom: normal distribution. The right column shows sparse points around empty patches in all rows."
far = np.full(2, np.abs(plane).max())
edges = [(-far, far), *((square.low, square.high) for square in (middle, small))]
rows = {"z-points": [plane] * 3, "chance": [resampled, resampled, chance], "normal": [normal] * 3}
views = {
    label: [draw.View(points, *edge) for points, edge in zip(row, edges, strict=True)]
    for label, row in rows.items()
}
figure = draw.figure_zooms(views, axes=("PC1", "PC2"))

# %% [markdown]
# ## The test in small squares {#sec-filaments-test}
#
# Four statistics describe the points of a square: Ripley's $L(r)$, which counts pairs closer than $r$ with a
# correction for the edge ($L(r) = r$ by chance); the ratio of Clark and Evans, the mean distance to the
# nearest neighbour over its value by chance; variance over mean of counts in subsquares; and the
# largest empty circle. A global envelope from {{< var filaments.simulations >}} simulations of random points tests all
# distances and numbers at once [@myllymaki2017global], and Holm's method corrects for the number of
# planes: the posts' four and others drawn at random from pairs of the first 40 components.

# %%
#| label: cell-filaments-envelope
rng, distances = next(streams), np.arange(1, 26) / 100
random, fresh = (
    planes.patterns((planes.random_points(count, rng=rng) for _ in range(s)), distances=distances)
    for s in (sizes["filaments_simulations"], 400)
)
envelope = envelopes.global_envelope(random)
patterns = {
    name: planes.patterns((square.points for square in row), distances=distances)
    for name, row in squares.items()
}
p_values = {name: envelope.p_values(found) for name, found in patterns.items()}
alarms = wilson_interval(int(np.sum(envelope.p_values(fresh) <= envelopes.CHANCE)), len(fresh))
results.publish("filaments.simulations", len(random), form=",d")
results.publish("filaments.smallest_p.ae", p_values["ae"].min(), form=".2g")
results.publish("filaments.smallest_p_holm.ae", envelopes.holm(p_values["ae"]).min(), form=".2g")
results.publish("filaments.false_alarms", **alarms._asdict(), form=".1%")

# %%
#| label: cell-filaments-effects
rng, at = next(streams), 4  # r = 0.05 sides
gaps = {
    name: planes.gaps_by_density((square.points for square in row), rng=rng)
    for name, row in squares.items()
}
gaps["random"] = planes.gaps_by_density(
    (planes.random_points(count, rng=rng) for _ in pairs), rng=rng
)
patterns["random"] = fresh
for name, found in patterns.items():
    excess = planes.pair_excess(found[:, : -planes.SCALARS], distances=distances)[:, at]
    voids = found[:, -1] / random[:, -1].mean()
    effects = {
        "pair_excess": excess,
        "clark_evans": found[:, -3],
        "quadrat_ratio": found[:, -2],
        "void_ratio": voids,
    }
    for effect, values in effects.items():
        mean = sampled_mean(values).interval
        form = ".1%" if effect == "pair_excess" else ".3f"
        results.publish(f"filaments.{effect}.{name}", **mean._asdict(), form=form)
for name, (full, thinned) in gaps.items():
    exponent = planes.gap_exponent(full, thinned)
    results.publish(f"filaments.gap_exponent.{name}", **exponent._asdict(), form=".3f")
for name, p in p_values.items():
    results.publish(f"filaments.rejected.{name}", np.sum(p <= envelopes.CHANCE), form="d")
    results.publish(
        f"filaments.rejected_holm.{name}", np.sum(envelopes.holm(p) <= envelopes.CHANCE), form="d"
    )

# %%
#| label: fig-filaments-envelope
#| fig-cap: "Pairs in small squares: curves that leave the grey band anywhere deviate from random points (5 % of random patterns do; the band covers the other statistics at the same time). Ripley's L(r) − r in {{< var filaments.planes.count >}} planes of the z-points, of a normal cloud with the same mean and covariance, and of a cloud of strings with 320 points on each."
#| fig-alt: "Three panels of many thin curves of L(r) minus r over the distance r, on a grey band around zero: z-points, multivariate normal, strings. The curves of the strings rise far above the band."
shown = {"z-points": "ae", "multivariate normal": "normal", "strings of 320 points": "strings_320"}
curves = {label: patterns[name][:, : -planes.SCALARS] for label, name in shown.items()}
band = [end[: -planes.SCALARS] for end in envelope.band]
figure = draw.figure_envelopes(distances, curves, band=band)

# %%
#| label: tbl-filaments-planes
#| tbl-cap: "The posts' four planes: sides of the square, ratio of Clark and Evans, variance over mean of counts, diameter of the largest void over its mean for random points, and the p-value of the global envelope, alone and corrected for all {{< var filaments.planes.count >}} planes."
header = [
    "plane",
    "sides [latent units]",
    "Clark-Evans",
    "variance/mean",
    "void/chance",
    "p",
    "p (Holm)",
]
corrected = envelopes.holm(p_values["ae"])
rows = []
for k, (name, row) in enumerate(zip(named, patterns["ae"], strict=False)):
    sides = " × ".join(f"{side:.2f}" for side in squares["ae"][k].high - squares["ae"][k].low)
    effects = row[-3], row[-2], row[-1] / random[:, -1].mean()
    p = f"{p_values['ae'][k]:.3f}", f"{corrected[k]:.2f}"
    rows.append([name, sides, *(f"{effect:.2f}" for effect in effects), *p])
Markdown(markdown_table(header, rows))

# %% [markdown]
# {{< var filaments.rejected.ae >}} of {{< var filaments.planes.count >}} planes have p ≤ 0.05, where chance alone lets
# one in twenty through, and {{< var filaments.rejected_holm.ae >}} remain after the correction; the smallest
# corrected p-value is {{< var filaments.smallest_p_holm.ae >}}. The size of the effect says more than the count: within
# a twentieth of the side, pairs exceed chance by {{< var filaments.pair_excess.ae >}}
# ({{< var filaments.pair_excess.ae.low >}} to {{< var filaments.pair_excess.ae.high >}}) on average over planes, with
# {{< var filaments.pair_excess.strings_320 >}} for strings of 320 points and {{< var filaments.pair_excess.normal >}} for a normal
# cloud. The largest void is {{< var filaments.void_ratio.ae >}} times as wide as among random points.
#
# Fresh random points fail the test at a rate of {{< var filaments.false_alarms >}}
# ({{< var filaments.false_alarms.low >}} to {{< var filaments.false_alarms.high >}}; wanted: 5 %), and
# {{< var filaments.rejected.normal >}} of {{< var filaments.planes.count >}} planes of the normal cloud do, whose
# density slopes as much. Squares of different planes share points and components: intervals over planes are a little
# too narrow, Holm's correction holds anyway.
#
# ## Strings through the same eyes {#sec-filaments-strings}
#
# Would the test have found strings? We make clouds that consist of nothing else: closed curves with random
# harmonics, as many as give 320, 80, 20 or 5 points on each, and random points along them. At every
# parameter the points have the mean and covariance of our cloud, so that a cloud of many curves looks like a
# normal one from afar.

# %%
#| label: fig-filaments-strings
#| fig-cap: "Where there are strings, small squares show them as long as a string has enough points. The smallest PC1-PC2 square in clouds of strings with 320, 80, 20 and 5 points on each; {{< var filaments.square.points >}} points per square."
#| fig-alt: "Four square scatter plots. With 320 points per string, arcs of densely set points are visible around large empty areas; with 5 points per string, the panel looks like random points."
strung = {name: row[0].points for name, row in squares.items() if name.startswith("strings")}
figure = draw.figure_squares(
    {f"{name.split('_')[1]} per string": points for name, points in strung.items()}
)

# %% [markdown]
# Projection superposes: hundreds of curves cross in every plane, and once the points on one curve lie further
# apart than the curves do in the plane, no plane shows them. The full space does not forget so soon.
# Neighbours' distances there give the dimension of the set on which points lie: TwoNN compares the two
# nearest ones [@facco2017twonn], the estimator of Levina and Bickel more of them [@levina2004intrinsic]. A
# one-dimensional string gives 1 by either. High dimensions are underestimated at any affordable number
# of points; the multivariate normal, whose dimension is {{< var filaments.z_dim >}} in theory, shows by
# how much.

# %%
#| label: cell-filaments-dimension
probes, near = next(streams).choice(n, min(n, sizes["filaments_neighbours"]), replace=False), {}
for name, cloud in clouds.items():
    near[name] = neighbours.neighbour_distances(cloud[probes], points=cloud, k=20)
    for estimator, k in {"two_nn": 2, "levina_bickel": 20}.items():
        dimension = neighbours.intrinsic_dimension(near[name][:, :k])
        results.publish(f"filaments.{estimator}.{name}", **dimension._asdict(), form=".3g")

# %%
#| label: tbl-filaments-power
#| tbl-cap: "What the same code finds in clouds of {{< var filaments.points >}} points: planes that deviate from random points (of {{< var filaments.planes.count >}}), before and after correction; pairs within 0.05 sides beyond chance; exponent of gap size over density; intrinsic dimension by TwoNN and by Levina and Bickel (20 neighbours), with 95 % intervals."
header = [
    "cloud",
    "planes, p ≤ 0.05",
    "after Holm",
    "pair excess",
    "gap exponent",
    "TwoNN",
    "Levina-Bickel",
]
names = {"ae": "z-points", "normal": "multivariate normal"}
names |= {name: f"strings of {name.split('_')[1]} points" for name in clouds if name not in names}
kinds = ["rejected", "rejected_holm", "pair_excess", "gap_exponent", "two_nn", "levina_bickel"]
found = {name: [results.published[f"filaments.{kind}.{name}"] for kind in kinds] for name in names}
rows = [
    [
        label,
        *(
            f"{r['text']} ({r['low_text']} to {r['high_text']})" if "low" in r else r["text"]
            for r in found[name]
        ),
    ]
    for name, label in names.items()
]
Markdown(markdown_table(header, rows))

# %% [markdown]
# The z-points give {{< var filaments.two_nn.ae >}} by TwoNN ({{< var filaments.two_nn.ae.low >}} to
# {{< var filaments.two_nn.ae.high >}}), the normal cloud {{< var filaments.two_nn.normal >}}, strings of 320 points
# {{< var filaments.two_nn.strings_320 >}}, and strings of 20 points, which show in
# {{< var filaments.rejected_holm.strings_20 >}} planes, {{< var filaments.two_nn.strings_20 >}}. The intervals
# ignore that points share neighbours and are a little too narrow. A value of the cloud below that of the normal one means that it is
# curved or spread unevenly, not that it is made of strings. The argument of the posts ran that lines seen
# in *all* planes must be one-dimensional strings, as anything thicker would not show everywhere. The same premise
# fits random points better: patterns in all planes alike are the mark of noise, and
# the test of it is the dimension in the full space.
#
# ## How large are voids, and how near are neighbours? {#sec-filaments-voids}
#
# Voids between strings would stay when points are added to the strings; voids of random points shrink, their
# size in proportion to density to the power $-1/2$. We drop three of four points at random and compare the mean
# distance from a place in the square to the nearest point. The exponent is
# {{< var filaments.gap_exponent.ae >}} ({{< var filaments.gap_exponent.ae.low >}} to
# {{< var filaments.gap_exponent.ae.high >}}); random points give {{< var filaments.gap_exponent.random >}} and strings of 320
# points {{< var filaments.gap_exponent.strings_320 >}}.
#
# Then the scale. Points that touch in a plane need not be neighbours at all: the other components
# are free. For each z-point we take its nearest neighbour in each of the posts' four planes.

# %%
#| label: cell-filaments-pairs
rng, touching = next(streams), {}
for name in ("ae", "strings_320"):
    found = [
        neighbours.plane_pairs(clouds[name], seen[name][:, pair], rng=rng)
        for pair in named.values()
    ]
    found = neighbours.PlanePairs(*(np.concatenate(parts) for parts in zip(*found, strict=True)))
    touching[name] = found
    ratio = neighbours.outside_ratio(found)
    results.publish(f"filaments.outside_ratio.{name}", **ratio._asdict(), form=".3f")
    apart = {
        "plane": found.near_plane,
        "full": found.near_full,
        "random": found.random_full,
        "nearest": near[name][:, 0],
    }
    for kind, values in apart.items():
        mean, full_name = sampled_mean(values).interval, f"filaments.apart.{kind}.{name}"
        results.publish(full_name, **mean._asdict(), unit="latent units", form=".3g")

# %%
#| label: fig-filaments-distances
#| fig-cap: "Left: neighbours in a plane are {{< var filaments.apart.plane.ae >}} latent units apart there; along all other axes they are {{< var filaments.outside_ratio.ae >}} times as far apart as random pairs. Right: do gaps between points shrink with density as those of random points? Mean distance from a place to the nearest point, with all points and with one in four."
#| fig-alt: "Left: densities of three kinds of distances: neighbours in a plane and random pairs, both along the axes outside the plane, and nearest neighbours in the full space. Right: log-log chart of gap size over the number of points, with lines for z-points, random points, strings and a dashed line of slope minus one half."
labels = [
    "neighbours in a plane, outside it",
    "random pairs, outside it",
    "nearest in the full space",
]
lines = {"z-points": "ae", "random points": "random", "strings of 320": "strings_320"}
figure = draw.figure_distances(
    dict(zip(labels, [*touching["ae"].outside, near["ae"][:, 0]], strict=True)),
    densities=np.array([count, count / 4]),
    gaps={label: np.mean(gaps[name], axis=1) for label, name in lines.items()},
)

# %% [markdown]
# Along the axes outside the plane, neighbours in a plane are {{< var filaments.outside_ratio.ae >}} times as far apart
# as random pairs ({{< var filaments.outside_ratio.ae.low >}} to {{< var filaments.outside_ratio.ae.high >}}; in the cloud
# of strings, many of whose neighbours in a plane sit on one string,
# {{< var filaments.outside_ratio.strings_320 >}}). Their distance in the plane is
# {{< var filaments.apart.plane.ae >}}, in the full space {{< var filaments.apart.full.ae >}}, and the nearest
# neighbours that exist in the full space are {{< var filaments.apart.nearest.ae >}} apart. Where the first ratio is near
# 1, a string seen in a plane joins points that have nothing to do with each other.
#
# ## Larger views {#sec-filaments-views}
#
# In the middle squares the null is the smooth resampling, plane by plane. What that test may find is structure
# finer than the kernel: strings, but also the sharp edge of a cloud or a bend of it that the kernel blurs, which
# the overview above would show. A normal distribution with the plane's
# covariance is tested beside it; it differs already where the marginals are not normal. The normal
# cloud and the strings go through the same code, each against its own resampling.

# %%
#| label: cell-filaments-views
rng, near_r, view_p = next(streams), np.arange(1, 11) / 100, {}
smooth = {"smooth": lambda plane: planes.smooth_resample(plane, bandwidth=bandwidth, rng=rng)}
both = smooth | {"normal": lambda plane: planes.normal_resample(plane, rng=rng)}
for name, nulls in {"ae": both, "normal": smooth, "strings_320": smooth}.items():
    for null, draw_plane in nulls.items():
        view_p[name, null] = []
        for pair in named.values():
            plane = seen[name][:, pair]
            like = (draw_plane(plane) for _ in range(sizes["filaments_resamples"]))
            like = (planes.square_holding(points, count=view).points for points in like)
            found = planes.pattern(
                planes.square_holding(plane, count=view).points, distances=near_r
            )
            p = envelopes.global_envelope(planes.patterns(like, distances=near_r)).p_values(found)
            view_p[name, null].append(float(p))
        rejected = np.sum(envelopes.holm(np.array(view_p[name, null])) <= envelopes.CHANCE)
        results.publish(f"filaments.view.rejected_holm.{name}.{null}", rejected, form="d")

# %%
#| label: tbl-filaments-views
#| tbl-cap: "Middle squares with {{< var filaments.view.points >}} points: p-values of the global envelope against a smooth resampling of the same plane and against a normal distribution. Beside the z-points the same code on a normal cloud and on strings with 320 points on each."
header = [
    "plane",
    "z-points, smooth",
    "z-points, normal",
    "normal cloud, smooth",
    "strings, smooth",
]
rows = [[name, *(f"{p[k]:.3f}" for p in view_p.values())] for k, name in enumerate(named)]
Markdown(markdown_table(header, rows))

# %% [markdown]
# After correction for four planes the z-points deviate from the smooth resampling in
# {{< var filaments.view.rejected_holm.ae.smooth >}} and from a normal distribution in
# {{< var filaments.view.rejected_holm.ae.normal >}}; the strings deviate from their resampling in
# {{< var filaments.view.rejected_holm.strings_320.smooth >}}, the normal cloud in
# {{< var filaments.view.rejected_holm.normal.smooth >}}. A plane that differs from the normal distribution alone has
# another shape, a skewed or flat-topped one; that is a matter of marginals and no filament.
#
# ## Does a random point fall into a void? {#sec-filaments-nearest}
#
# The posts held that a random point almost surely falls into a void. So might every image that the network has
# not seen. We compare the distance to the nearest z-point of a training image from test images, from
# draws of the multivariate normal, and from a cube of uniform components with the cloud's mean radius.

# %%
#| label: cell-filaments-nearest
rng, test = next(streams), np.asarray(series.z("ae")[series.rows("test")], np.float64)
cube = uniform_cube(z, half_width=matched_half_width(z), n=len(test), rng=rng)
visitors = {"test": test, "normal": normal_null(z, n=len(test), rng=rng), "cube": cube}
to_cloud = {
    name: neighbours.neighbour_distances(x, points=z, k=1)[:, 0] for name, x in visitors.items()
}
to_cloud["training"] = near["ae"][:, 0]
for name, values in to_cloud.items():
    mean, full_name = sampled_mean(values).interval, f"filaments.nearest.{name}"
    results.publish(full_name, **mean._asdict(), unit="latent units", form=".3g")
again = normal_null(clouds["normal"], n=len(test), rng=rng)
apart = neighbours.neighbour_distances(again, points=clouds["normal"], k=1)[:, 0]
for name, distances_apart in {"ae": to_cloud["normal"], "normal": apart}.items():
    hopkins = neighbours.hopkins(distances_apart, near[name][:, 0])
    results.publish(f"filaments.hopkins.{name}", **hopkins._asdict(), form=".3f")

# %% [markdown]
# A test image is {{< var filaments.nearest.test >}} latent units from the nearest training image
# ({{< var filaments.nearest.test.low >}} to {{< var filaments.nearest.test.high >}}), a draw of the normal
# {{< var filaments.nearest.normal >}}, a point of the cube {{< var filaments.nearest.cube >}}; training images are
# {{< var filaments.nearest.training >}} from each other. As far as test images keep the same distance as training
# images, emptiness around a point is no reason to decode badly: every face has it. How much further out the points of
# the cube lie is a question of their place, which later chapters take up.
#
# The comparison also measures whether the cloud is clustered. Hopkins' statistic sets distances from points of a null to
# the cloud against distances within the cloud, and gives 1/2 without clusters. With the multivariate normal as the
# null it is {{< var filaments.hopkins.ae >}} ({{< var filaments.hopkins.ae.low >}} to
# {{< var filaments.hopkins.ae.high >}}) for the z-points and {{< var filaments.hopkins.normal >}} for the normal cloud
# itself. A value above 1/2 says that z-points lie closer together than a normal cloud of equal covariance
# has it, which any curved or uneven, unclustered cloud does, too.
#
# ## Maps {#sec-filaments-maps}
#
# The posts also read fragments and gaps from t-SNE maps, made from all components with a perplexity of 10 and an early
# exaggeration of 16, and from the leading 2, 4 and 10 principal components with the standard settings of 30 and 12
# [@vandermaaten2008tsne]. Such a map keeps neighbourhoods and gives up distances; it tends to tear. Here each
# map of the z-points stands above the map of the normal cloud, which has no fragments at all. Both are
# made by the same code from {{< var filaments.map_points >}} points.

# %%
#| label: cell-filaments-maps
rng = next(streams)
chosen = rng.choice(n, min(n, sizes["filaments_map_points"]), replace=False)
inputs = {"all": z_dim, "pc2": 2, "pc4": 4, "pc10": 10}
maps = {}
for key, k in inputs.items():
    perplexity, exaggeration = (10, 16) if key == "all" else (30, 12)
    mapped = [axes.coordinates(clouds[name][chosen])[:, :k] for name in ("ae", "normal")]
    pair = tsne_maps(mapped, perplexity=perplexity, exaggeration=exaggeration, rng=rng)
    maps |= {(key, "ae"): pair[0], (key, "normal"): pair[1]}
results.publish("filaments.map_points", len(chosen), form=",d")
for (key, name), places in maps.items():
    results.publish(f"filaments.islands.{key}.{name}", islands(places, reach=3), form="d")
for name in ("ae", "normal"):
    shared = common_neighbours(maps["pc10", name], maps["all", name], k=10)
    results.publish(f"filaments.shared_neighbours.{name}", shared, form=".0%")

# %%
#| label: fig-filaments-maps
#| fig-cap: "Maps of a cloud without any fragments tear as well. t-SNE of {{< var filaments.map_points >}} z-points (top) and of as many points of the multivariate normal with their mean and covariance (bottom), from all components (perplexity 10, early exaggeration 16) and from the leading 2, 4 and 10 principal components (30, 12)."
#| fig-alt: "Two rows of four point clouds, t-SNE maps of z-points above maps of normal points. Both rows show clumps, strings and gaps."
titles = ["all components", "2 PCs", "4 PCs", "10 PCs"]
figure = draw.figure_maps(
    {
        title: (maps[key, "ae"], maps[key, "normal"])
        for title, key in zip(titles, inputs, strict=True)
    }
)

# %%
#| label: tbl-filaments-maps
#| tbl-cap: "Islands of the maps: groups of points between which there is no step shorter than three times the median distance of neighbours. One map each; t-SNE itself scatters from run to run."
counts = {
    key: [results.published[f"filaments.islands.{key}.{name}"] for name in ("ae", "normal")]
    for key in inputs
}
rows = [
    [title, *(r["text"] for r in pair)] for title, pair in zip(titles, counts.values(), strict=True)
]
Markdown(markdown_table(["input of the map", "z-points", "multivariate normal"], rows))

# %% [markdown]
# Of each point's ten neighbours in the map of ten components, {{< var filaments.shared_neighbours.ae >}} are among its ten
# neighbours in the map of all components; in the normal cloud {{< var filaments.shared_neighbours.normal >}}. A
# map of two components onto two dimensions needs no map at all: every crack in it is made by the method.
#
# ## What this does not decide
#
# The tests say what these squares, this number of points and this training can show. From the table: strings with so few
# points that the planes miss them would still be seen by the dimension, as far as neighbours along a string are
# nearer than other strings. Structure finer than the distance between neighbours cannot be seen by anybody. A
# small edition has little power: with a few hundred images a square holds few points, and only clouds of few strings
# stand out. The posts had 170,000 images, which the edition `paper` takes, too. What the images show matters
# as well: drawn faces vary along fewer factors than photographs.

# %%
#| label: cell-filaments-write
results.write(series.folder)
