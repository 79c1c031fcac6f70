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
# our eye joins what lies close together. So every picture stands beside points without structure drawn by the
# same code, every number beside its value under chance, and the same instruments are put to clouds that do
# consist of strings, thin and thick ones. Planes that deviate from random points inside a small square
# after correction for all tests, of {{< var filaments.planes.count >}}:
# {{< var filaments.rejected_holm.ae >}}; for a cloud made of strings with 320 points
# on each: {{< var filaments.rejected_holm.strings_320 >}}. Neighbours in the full space lie like those
# of a set of {{< var filaments.two_nn.ae >}} dimensions; strings would give 1.
#
# What would refute "only chance": planes beyond the envelope of random points, voids that do not shrink when
# points are added, an intrinsic dimension near 1, or neighbours in a plane that are neighbours in the full
# space. What would refute "filaments": none of these, by methods that demonstrably find strings.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-filaments-open
import itertools

import numpy as np
from IPython.display import Markdown

from analysis import effects, envelopes, map_ranges, neighbours, patterns, planes, power, views
from analysis.cloud import effective_dimension, principal_axes
from analysis.dimension import ESTIMATORS, neighbour_distances, without_repeats
from analysis.edition import open_edition
from analysis.figures import filaments as draw
from analysis.figures.panels import use_house_style
from analysis.intervals import sampled_mean, wilson_interval
from analysis.nulls import normal_null
from analysis.results import Results
from analysis.sampling import matched_half_width, uniform_cube
from analysis.spectrum import spectrum, standardised
from analysis.string_power import limit_cells, string_power
from analysis.strings import strings
from analysis.tables import markdown_table

use_house_style()
series = open_edition(edition)
sizes, results = series.sizes, Results("07_filaments")
streams = iter(series.rng(7).spawn(12))
encoded = np.asarray(series.z("ae")[series.rows("train")], np.float64)
z = without_repeats(encoded)
n, z_dim = z.shape
results.publish("filaments.repeated", len(encoded) - n, form="d")
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
raw, scaled = spectrum(z, **draws), spectrum(standardised(z), **draws)
spectral = {
    "share.pc1": lambda shares: shares[0],
    "ratio.pc1_pc2": lambda shares: shares[0] / shares[1],
    "ratio.pc1_pc10": lambda shares: shares[0] / shares[9],
    "ratio.pc10_pc50": lambda shares: shares[9] / shares[49],
    "effective_axes": effective_dimension,
}
for name, statistic in spectral.items():
    form = ".1%" if "share" in name else ".3g"
    found = {"ae": raw.interval(statistic), "permuted": raw.independent(statistic)}
    for of, interval in found.items():
        results.publish(f"filaments.{name}.{of}", **interval._asdict(), form=form)
results.publish("filaments.components_beyond_chance", raw.beyond_chance, form="d")

# %%
#| label: fig-filaments-spectrum
#| fig-cap: "The first principal component holds {{< var filaments.share.pc1.ae >}} of the variance, {{< var filaments.ratio.pc1_pc2.ae >}} times the second; {{< var filaments.components_beyond_chance >}} leading components exceed independent ones. Shares of variance with 95 % bootstrap intervals (blue), the same with components permuted across images (dark grey, 95 %), and the range of white noise (light grey)."
#| fig-alt: "Two log-log line charts of the share of variance over the index of the principal component, for z as it is and with each component scaled to unit variance. The cloud's curve falls from upper left to lower right through a grey band of the null."
figure = draw.figure_spectrum(raw, scaled)

# %% [markdown]
# The ratio of the first to the second component is {{< var filaments.ratio.pc1_pc2.ae >}}
# ({{< var filaments.ratio.pc1_pc2.ae.low >}} to {{< var filaments.ratio.pc1_pc2.ae.high >}}); independent
# components give {{< var filaments.ratio.pc1_pc2.permuted >}}. From the first to the tenth the share falls by a
# factor of {{< var filaments.ratio.pc1_pc10.ae >}}, from the tenth to the fiftieth by
# {{< var filaments.ratio.pc10_pc50.ae >}} ({{< var filaments.ratio.pc10_pc50.ae.low >}} to
# {{< var filaments.ratio.pc10_pc50.ae.high >}}). In a spectrum that is flat after ten the second factor would be near
# that of independent components, {{< var filaments.ratio.pc10_pc50.permuted >}}; on a linear axis small shares look
# alike beside a large first one. All axes together are worth {{< var filaments.effective_axes.ae >}} equally broad ones.
#
# ## Can you tell them apart? {#sec-filaments-blind}
#
# The posts looked at the plane of the first two principal components from afar, in a square of side 5, and
# in one with corners at (±0.25, ±0.25); then at PC1-PC18, PC8-PC35 and the plane of two broad axes of the latent
# space itself (their 52 and 221; the numbers mean nothing in another training). An autoencoder has no
# natural scale, since the next layer can undo any factor: the number of points in a square makes a pattern, not its
# side. The posts do not give the widths of their cloud. If it is normal with standard deviations of 6 and 4.7
# along PC1 and PC2, which would fit the widths of their broad axes, the smallest square held about
# {{< var filaments.posts.square_points >}} of 170,000 points and the middle one
# {{< var filaments.posts.view_share >}} of all.
#
# Our squares are centred on the mean, with sides equal in standard deviations of the two coordinates. The middle
# one holds {{< var filaments.view.points >}} of {{< var filaments.points >}} points
# ({{< var filaments.view.share >}}) and is {{< var filaments.view.side >}} latent units wide along PC1, the smallest
# {{< var filaments.square.points >}} and is {{< var filaments.square.side >}} wide. A multivariate normal
# would differ from the cloud in its marginals already. What stands beside it is a smooth resampling of the same
# points (Gaussian kernel with a bandwidth of {{< var filaments.bandwidth >}} standard deviations), which keeps every
# broad feature and has nothing finer.

# %%
#| label: cell-filaments-planes
axes, leading = principal_axes(z), 40
total = sizes["filaments_planes"]
spans = views.planes_looked_at(z, axes, count=total, leading=leading, rng=next(streams))
named = list(spans)[:4]
slugs = ["pc1_pc2", "pc1_pc18", "pc8_pc35", "broad"]
seen = {name: (z - axes.mean) @ span.T for name, span in spans.items()}
results.publish("filaments.planes.count", len(spans), form="d")

# %%
#| label: cell-filaments-zooms
count, bandwidth = sizes["filaments_square_points"], planes.kernel_bandwidth(n)
shares = [planes.normal_share(h, sds=planes.POSTS_SDS) for h in planes.POSTS_HALF_WIDTHS]
view = planes.view_points(n, most=sizes["filaments_view_points"])
zooms = {"overview": n, "view": view, "square": count}
for name, points in list(zooms.items())[1:]:
    square = planes.square_holding(seen["PC1-PC2"], count=points)
    side = (square.high - square.low)[0]
    results.publish(f"filaments.{name}.side", side, unit="latent units", form=".2g")
    results.publish(f"filaments.{name}.points", points, form=",d")
    results.publish(f"filaments.{name}.share", points / n, form=".1%")
results.publish("filaments.bandwidth", bandwidth, unit="sd of the points", form=".2f")
results.publish("filaments.posts.view_share", shares[0], form=".0%")
results.publish("filaments.posts.square_points", shares[1] * planes.POSTS_POINTS, form="d")

# %%
#| label: cell-filaments-blind
rng = next(streams)
blind = {
    zoom: {
        name: views.blind_pair(seen[name], count=points, bandwidth=bandwidth, rng=rng)
        for name in named
    }
    for zoom, points in zooms.items()
}

# %%
#| label: fig-filaments-overview
#| fig-cap: "From afar: are the z-points any less smooth than a cloud without finer structure? In each pair of panels one shows all {{< var filaments.points >}} z-points, the other a smooth resampling of them. The key is in @tbl-filaments-key."
#| fig-alt: "Four pairs of scatter plots, each of a dense round cloud of points that thins out to all sides, in the planes PC1-PC2, PC1-PC18, PC8-PC35 and of the two broadest components."
figure = draw.figure_pairs(blind["overview"])

# %%
#| label: fig-filaments-view
#| fig-cap: "The middle squares hold {{< var filaments.view.points >}} points each. One of each pair shows z-points, the other a smooth resampling of them; the key is in @tbl-filaments-key."
#| fig-alt: "Four pairs of square scatter plots without visible edge of the cloud. Points form clumps and short lines around small empty patches in all panels."
figure = draw.figure_pairs(blind["view"])

# %%
#| label: fig-filaments-square
#| fig-cap: "The smallest squares hold {{< var filaments.square.points >}} points each. One of each pair shows z-points, the other a smooth resampling of them; the key is in @tbl-filaments-key."
#| fig-alt: "Four pairs of square scatter plots of sparse points that seem to line up around empty patches, in all panels alike."
figure = draw.figure_pairs(blind["square"])

# %% [markdown]
# Note your twelve guesses before reading on. A guesser without any clue gets ten or more right with a chance of
# 79 in 4096, or 2 %.
#
# The posts call the overview dense and evenly filled. How even is it? The distribution of the squared distance from
# the centre, in standard deviations, differs from that of a normal density by
# {{< var filaments.overview.to_normal >}} at most (difference of distribution functions), and from that of an ellipse
# filled evenly by {{< var filaments.overview.to_uniform >}}.
#
# ## The test in small squares {#sec-filaments-test}
#
# Five statistics describe the points of a square. Ripley's $L(r)$ counts pairs closer than $r$, with a
# correction for the edge ($L(r) = r$ by chance) [@ripley1977modelling]; the pair correlation $g(r)$ counts those at a
# distance of $r$ and is 1 by chance; the index of Clark and Evans is the mean distance to the
# nearest neighbour over its value by chance [@clark1954nearest]; variance over mean of counts in subsquares is 1 by
# chance; and there is the largest empty circle. Each is ranked among {{< var filaments.simulations >}} squares of
# as many random points, curves by a global envelope, which tests all distances at once
# [@myllymaki2017global]. That gives {{< var filaments.tests.count >}} tests: five for each of the posts' four planes and of
# others drawn at random from pairs of the first 40 components. Holm's method corrects for all of them
# [@holm1979sequential]; the smallest p-value that it can then give is {{< var filaments.tests.least_p >}}, and above
# 5 % no count of deviating planes is decidable.
#
# Random points have a flat density, and the squares are small enough for that: where two components are
# correlated, the sides of the square are turned within the plane until they are not, and a normal density then falls by
# {{< var filaments.square.drop >}} at most from the centre to a corner.

# %%
#| label: cell-filaments-clouds
rng, clouds = next(streams), {"ae": z}
clouds["normal"] = normal_null(z, n=n, rng=rng)
for on_each in (320, 80, 20, 5):
    clouds[f"strings_{on_each}"] = strings(axes, n=n, count=max(1, n // on_each), rng=rng)
directions = [planes.turned(span, z=z) for span in spans.values()]
found = {
    name: [planes.square_holding((cloud - axes.mean) @ span.T, count=count) for span in directions]
    for name, cloud in clouds.items()
}
drops = [
    planes.density_drop((z - axes.mean) @ span.T, square)
    for span, square in zip(directions, found["ae"], strict=True)
]
results.publish("filaments.square.drop", max(drops), form=".0%")
squares = {name: [square.points for square in row] for name, row in found.items()}

# %%
#| label: cell-filaments-envelope
rng, experiment = next(streams), series.experiment("filaments_squares")
distances, simulated = patterns.distances_for(count), experiment["random"]
parts = patterns.parts(len(distances))
envelope = {name: envelopes.global_envelope(simulated[:, part]) for name, part in parts.items()}
found = {name: patterns.patterns(row, distances=distances) for name, row in squares.items()}
squares["random"] = [planes.random_points(count, rng=rng) for _ in range(400)]
found["random"] = patterns.patterns(squares["random"], distances=distances)
p_values = {
    name: envelopes.p_by_statistic(envelope, rows, parts=parts) for name, rows in found.items()
}
tests = p_values["ae"].size
least = envelopes.least_p(tests, ranked=len(envelope["ripley_l"].largest))
undecided = "not decidable" if least > envelopes.CHANCE else None
alarms = [envelopes.holm(p).min() <= envelopes.CHANCE for p in p_values["random"]]
results.publish("filaments.simulations", len(simulated), form=",d")
results.publish("filaments.tests.count", tests, form="d")
results.publish("filaments.tests.least_p", least, form=".2g")
results.publish(
    "filaments.false_alarms", **wilson_interval(sum(alarms), len(alarms))._asdict(), form=".1%"
)

# %%
#| label: cell-filaments-effects
corrected = {name: envelopes.holm(p) for name, p in p_values.items() if name != "random"}
for name, p in corrected.items():
    rejected = np.sum(p.min(axis=1) <= envelopes.CHANCE)
    results.publish(f"filaments.rejected_holm.{name}", rejected, form="d", text=undecided)
    alone = np.sum(p_values[name] <= envelopes.CHANCE)
    results.publish(f"filaments.rejected.{name}", alone, form="d")
results.publish("filaments.smallest_p_holm.ae", corrected["ae"].min(), form=".2g", text=undecided)
for slug, p in zip(slugs, corrected["ae"], strict=False):
    results.publish(f"filaments.square.p_holm.{slug}", p.min(), form=".2g", text=undecided)
at, typical = 4, simulated[:, parts["largest_void"]].mean()
for name, rows in found.items():
    of_cloud = effects.pattern_effects(rows, distances=distances, at=at)
    of_cloud["void_ratio"] = of_cloud.pop("void") / typical
    for effect, values in of_cloud.items():
        form = ".1%" if effect == "pair_excess" else ".3f"
        mean = sampled_mean(values).interval
        results.publish(f"filaments.{effect}.{name}", **mean._asdict(), form=form)
results.publish("filaments.near", distances[at], unit="sides", form=".2g")
for name, value in zip(
    ("to_normal", "to_uniform"), planes.radial_distances(seen["PC1-PC2"]), strict=True
):
    results.publish(f"filaments.overview.{name}", value, form=".3f")

# %%
#| label: fig-filaments-envelope
#| fig-cap: "Pairs in small squares: a curve that leaves the grey band anywhere deviates from random points, as 5 % of random patterns do. Ripley's L(r) − r (top) and pair correlation (bottom) in {{< var filaments.planes.count >}} planes of the z-points, of a normal cloud with the same mean and covariance, and of a cloud of strings with 320 points on each."
#| fig-alt: "Two rows of three panels of many thin curves over the distance r on a grey band: z-points, multivariate normal, strings. The curves of the strings rise far above the band at small r."
shown = {"z-points": "ae", "multivariate normal": "normal", "strings of 320 points": "strings_320"}
pair = ("ripley_l", "pair_correlation")
curves = {label: [found[name][:, parts[k]] for k in pair] for label, name in shown.items()}
figure = draw.figure_envelopes(distances, curves, bands=[envelope[k].band for k in pair])

# %%
#| label: tbl-filaments-planes
#| tbl-cap: "The posts' four planes: value of the index of Clark and Evans, of variance over mean of counts, and of the largest void over its mean for random points; in brackets the p-value of each statistic alone. Last row: smallest of them after correction for {{< var filaments.tests.count >}} tests."
kinds = ["L(r) − r", "g(r)", "Clark-Evans", "variance / mean", "void / chance"]
values = [["", ""] + [f"{x:.2f} " for x in row[-3:] / [1, 1, typical]] for row in found["ae"]]
cells = [
    [f"{value}({p:.3f})" for value, p in zip(*plane, strict=True)]
    for plane in zip(values[: len(named)], p_values["ae"], strict=False)
]
rows = [[kind, *row] for kind, *row in zip(kinds, *cells, strict=True)]
least_of_planes = corrected["ae"][: len(named)].min(axis=1)
rows.append(["least p (Holm)", *(undecided or f"{p:.2f}" for p in least_of_planes)])
Markdown(markdown_table(["statistic", *named], rows))

# %% [markdown]
# {{< var filaments.rejected.ae >}} of {{< var filaments.tests.count >}} tests have p ≤ 0.05, where chance alone lets
# one in twenty through. Planes that remain after the correction, of {{< var filaments.planes.count >}}:
# {{< var filaments.rejected_holm.ae >}}. The size of the effect says more than the count: within
# {{< var filaments.near >}} sides, pairs exceed chance by {{< var filaments.pair_excess.ae >}}
# ({{< var filaments.pair_excess.ae.low >}} to {{< var filaments.pair_excess.ae.high >}}) on average over planes, against
# {{< var filaments.pair_excess.strings_320 >}} for strings of 320 points and {{< var filaments.pair_excess.normal >}} for a
# normal cloud. The largest void is {{< var filaments.void_ratio.ae >}} times as wide as among random points.
#
# Squares of fresh random points, each a family of five tests, fail at a rate of {{< var filaments.false_alarms >}}
# ({{< var filaments.false_alarms.low >}} to {{< var filaments.false_alarms.high >}}; at most 5 % is wanted). The normal
# cloud tells whether mean and covariance alone set off an alarm: {{< var filaments.rejected.normal >}} of its tests have
# p ≤ 0.05. Statistics of one square are related, and squares of different planes share points: such counts scatter more
# than those of independent tests, and intervals over planes are a little too narrow; Holm's correction holds anyway.
#
# ## Strings through the same eyes {#sec-filaments-strings}
#
# Would the instruments have found strings? We make clouds that consist of nothing else: closed curves with random
# harmonics, as many as give 320, 80, 20 or 5 points on each, and random points along them. At every
# parameter the points have the mean and covariance of our cloud, so that a cloud of many curves looks like a
# normal one from afar. Strings have a thickness, too: the standard deviation of normal scatter about the
# curve, as a share of the cloud's own along each axis, from 0 (a line) to 1 (no string at all).

# %%
#| label: fig-filaments-strings
#| fig-cap: "What strings look like: few of them stand out in a small square, many are laid on top of each other. The smallest PC1-PC2 square in clouds of thin strings with 320, 80, 20 and 5 points on each; {{< var filaments.square.points >}} points per square."
#| fig-alt: "Four square scatter plots. With 320 points per string, arcs of densely set points are visible around large empty areas; with 5 points per string, the panel looks like random points."
first = {name.split("_")[-1]: row[0] for name, row in squares.items() if "strings" in name}
figure = draw.figure_squares({f"{number} per string": points for number, points in first.items()})

# %% [markdown]
# Projection superposes: hundreds of curves cross in every plane, and once the points on one curve lie further
# apart than the curves do in the plane, no plane shows them. The full space does not forget so soon.
# Neighbours' distances there give the dimension of the set on which points lie: TwoNN compares the two
# nearest ones [@facco2017twonn], the estimator of Levina and Bickel more of them [@levina2004intrinsic]. A
# one-dimensional string gives 1 by either, as long as neighbours are further apart than the string is thick. An axis
# counts only where the cloud is broader along it than neighbours are apart, and high dimensions are underestimated
# at any affordable number of points; the multivariate normal with the cloud's covariance, whose dimension is
# {{< var filaments.z_dim >}} in theory, shows by how much. An image that a collection holds twice has a neighbour at
# the distance of rounding errors, and a few of them would pull the dimension down to that of strings. Points that
# repeat another one are therefore left out of the whole chapter; among the training images there are
# {{< var filaments.repeated >}} of them.

# %%
#| label: cell-filaments-dimension
probes, near = next(streams).choice(n, min(n, sizes["filaments_neighbours"]), replace=False), {}
for name, cloud in clouds.items():
    near[name] = neighbour_distances(cloud[probes], points=cloud, k=power.NEAR)
    for estimator, estimate in ESTIMATORS.items():
        dimension = estimate(near[name])
        results.publish(f"filaments.{estimator}.{name}", **dimension._asdict(), form=".3g")

# %% [markdown]
# The power of the instruments is measured on {{< var filaments.power.clouds >}} clouds for each number and thickness,
# in {{< var filaments.power.plane_count >}} planes, all statistics and planes of a cloud corrected together. For the
# dimension two questions are asked. Is it lower than in normal clouds of the same covariance (a rank of
# at most 5 % among {{< var filaments.power.nulls >}} of them)? And is it lower than that of the z-points, by one
# of the two estimators, as it should be for the z-points not to pass for such a cloud?

# %%
#| label: cell-filaments-power
lows = [results.published[f"filaments.{estimator}.ae"]["low"] for estimator in ESTIMATORS]
strung = string_power(experiment, envelopes=envelope, rings=len(distances), lows=lows)
rates = {(instrument, number): row for instrument, number, row in strung.rates()}
for (instrument, number), row in rates.items():
    for j, rate in enumerate(row):
        full_name = f"filaments.power.{instrument}.on{number}.t{j}"
        results.publish(full_name, **rate._asdict(), form=".0%")
for (number, instrument), found_at in strung.limits().items():
    until, text = (found_at.until, f"{found_at.until:g} sd") if found_at.found else (-1, "none")
    full_name = f"filaments.seen_until.{instrument}.on{number}"
    results.publish(full_name, until, unit="sd of the cloud", text=text)
certain = wilson_interval(strung.clouds, strung.clouds)
results.publish("filaments.power.certain", certain.low, form=".0%")
results.publish("filaments.power.false_alarms", **strung.false_alarms._asdict(), form=".0%")
results.publish("filaments.power.clouds", strung.clouds, form="d")
results.publish("filaments.power.plane_count", experiment["patterns"].shape[3], form="d")
results.publish("filaments.power.nulls", len(experiment["null_dimensions"]), form="d")

# %%
#| label: fig-filaments-power
#| fig-cap: "How thick may strings be for planes, and for the full space, to see them? Left: share of clouds of strings in which a small square deviates from random points after correction, with 95 % Wilson intervals. Right: dimension by Levina and Bickel with the range of the clouds, beside the z-points and a normal cloud. {{< var filaments.power.clouds >}} clouds per mark."
#| fig-alt: "Two line charts over the thickness of strings, with a line for 320, 80, 20 and 5 points on a string. Left the share of clouds seen falls from 1 to 0 with growing thickness, for many points per string later. Right the intrinsic dimension grows with thickness."
labels = [f"{number}" for number in strung.on_each]
shares = {label: rates["planes", int(label)] for label in labels}
grown = {
    label: [map_ranges.mean_and_range(row) for row in experiment["dimensions"][:, c, :, 1]]
    for c, label in enumerate(labels)
}
levels = {
    label: results.published[f"filaments.levina_bickel.{name}"]["value"]
    for label, name in {"z-points": "ae", "normal cloud": "normal"}.items()
}
figure = draw.figure_power(strung.thickness, shares, grown, levels=levels)

# %%
#| label: tbl-filaments-power
#| tbl-cap: "Largest thickness up to which strings are seen in at least 80 % of {{< var filaments.power.clouds >}} clouds, and the next one tried, each with the share of clouds seen and its 95 % Wilson interval: in small squares of planes; by a dimension (TwoNN) below that of normal clouds; and by a dimension below that of the z-points. Thickness in sd of the cloud; with so few clouds the limit is known to about one step of it."
titles = {"planes": "planes", "dimension": "dimension, normal", "excluded": "dimension, z-points"}
rows = [
    [f"{number}: {titles[instrument]}", *limit_cells(found_at)]
    for (number, instrument), found_at in strung.limits().items()
]
header = ["points on a string: instrument", "seen up to", "next thickness"]
Markdown(markdown_table(header, rows))

# %% [markdown]
# These shares rest on {{< var filaments.power.clouds >}} clouds each: a power that reads 100 % may be as low as
# {{< var filaments.power.certain >}} (95 %), and each limit is known to about one step of thickness. Planes see strings
# in 80 % of clouds up to a thickness of {{< var filaments.seen_until.planes.on320 >}} with 320 points on a string,
# {{< var filaments.seen_until.planes.on80 >}} with 80, {{< var filaments.seen_until.planes.on20 >}} with 20 and
# {{< var filaments.seen_until.planes.on5 >}} with 5 ("none": not even thin ones); clouds without strings are taken for
# strings in {{< var filaments.power.false_alarms >}} of cases ({{< var filaments.power.false_alarms.low >}} to
# {{< var filaments.power.false_alarms.high >}}). What planes miss they do not exclude: a blunt instrument in both
# directions, for the posts as for us. A dimension lies below that of the z-points in 80 % of clouds of strings of 320
# points up to a thickness of {{< var filaments.seen_until.excluded.on320 >}}, of strings of 20 points up to
# {{< var filaments.seen_until.excluded.on20 >}}; thicker strings may pass for the z-points more often.
#
# The z-points give {{< var filaments.two_nn.ae >}} by TwoNN ({{< var filaments.two_nn.ae.low >}} to
# {{< var filaments.two_nn.ae.high >}}; points share neighbours, so that the interval is a little too narrow), the normal cloud
# {{< var filaments.two_nn.normal >}}, strings of 320 points {{< var filaments.two_nn.strings_320 >}}. A value
# below that of the normal cloud does not yet speak for strings: a curved or uneven cloud has it as well. The posts argued
# that lines seen in *all* planes must be one-dimensional strings, as anything thicker would not show everywhere. The same
# premise fits random points better: patterns in all planes alike are the mark of noise.
#
# ## How large are voids, and how near are neighbours? {#sec-filaments-voids}
#
# The posts saw voids that dwarf the filaments. Among random points a place is further than $r$ from
# every point with probability $\exp(-\varrho \pi r^2)$ at a density $\varrho$: {{< var filaments.void_share.law >}} of a
# square lies further than half a spacing $1/\sqrt{\varrho}$ from any point, so that voids dominate every such picture. For
# the z-points it is {{< var filaments.void_share.ae >}}
# ({{< var filaments.void_share.ae.low >}} to {{< var filaments.void_share.ae.high >}}), for strings of 320 points
# {{< var filaments.void_share.strings_320 >}}.
#
# Voids between strings would stay when points are added to the strings; voids of random points shrink, their
# size in proportion to density to the power $-1/2$. We drop three of four points at random and compare the mean
# distance from a place to the nearest point, and the largest void. The first exponent is
# {{< var filaments.gap_exponent.ae >}} ({{< var filaments.gap_exponent.ae.low >}} to
# {{< var filaments.gap_exponent.ae.high >}}); random points give {{< var filaments.gap_exponent.random >}} and strings of 320
# points {{< var filaments.gap_exponent.strings_320 >}}. The largest void is an extreme and shrinks a little slower: its
# diameter goes like $2\sqrt{\ln n / (\pi n)}$ for large $n$. Its exponent is {{< var filaments.void_exponent.ae >}}
# ({{< var filaments.void_exponent.ae.low >}} to {{< var filaments.void_exponent.ae.high >}}) against
# {{< var filaments.void_exponent.random >}} for random points and {{< var filaments.void_exponent.strings_320 >}} for strings.

# %%
#| label: cell-filaments-voids
rng, reach = next(streams), np.linspace(0.0, 1.5, 61)
voids = {name: effects.voids(row, reach=reach, rng=rng) for name, row in squares.items()}
for name, (shares, gap, void, *_) in voids.items():
    results.publish(f"filaments.void_share.{name}", **shares._asdict(), form=".1%")
    results.publish(f"filaments.gap_exponent.{name}", **gap._asdict(), form=".3f")
    results.publish(f"filaments.void_exponent.{name}", **void._asdict(), form=".3f")
results.publish("filaments.void_share.law", np.exp(-np.pi / 4), form=".1%")
results.publish("filaments.void.law", patterns.void_law(count), unit="sides", form=".3f")
results.publish("filaments.void.simulated", typical, unit="sides", form=".3f")

# %%
#| label: fig-filaments-voids
#| fig-cap: "Do voids exceed the law of random points? Left: share of a small square further than r from any point. Right: mean distance from a place to the nearest point, with all points and with one in four; the dashed line is the law of random points, whose slope voids between strings do not keep to."
#| fig-alt: "Left: falling curves of the share of places beyond a distance, for z-points, random points and strings, with a dashed law. Right: log-log chart of gap size over the number of points with the same three clouds and a dashed line of slope minus one half."
lines = {"z-points": "ae", "random points": "random", "strings of 320": "strings_320"}
figure = draw.figure_voids(
    reach,
    {label: voids[name].beyond for label, name in lines.items()},
    densities=np.array([count, count / 4]),
    gaps={label: voids[name].gaps for label, name in lines.items()},
)

# %% [markdown]
# For {{< var filaments.square.points >}} points the law of the largest void gives
# {{< var filaments.void.law >}} sides and simulation {{< var filaments.void.simulated >}}: at such numbers the
# logarithm has not settled, so that all comparisons here are with simulated points.
#
# Points that touch in a plane need not be neighbours at all: the other components
# are free. For each z-point we take its nearest neighbour in each of the posts' four planes.
#
# The posts held, too, that a random point almost surely falls into a void. So might every image that the network has
# not seen. We compare the distance to the nearest z-point of a training image from test images, from
# draws of the multivariate normal, and from a cube of uniform components with the cloud's mean radius. A point lies
# in a void if its distance exceeds that of 95 % of the test images.

# %%
#| label: cell-filaments-pairs
rng, touching = next(streams), {}
for name in ("ae", "strings_320"):
    flat = [(clouds[name] - axes.mean) @ spans[plane].T for plane in named]
    touching[name] = neighbours.pairs_in_planes(clouds[name], flat, rng=rng)
    ratio = neighbours.outside_ratio(touching[name])
    results.publish(f"filaments.outside_ratio.{name}", **ratio._asdict(), form=".3f")
of_ae = touching["ae"]
apart = {"plane": of_ae.near_plane, "full": of_ae.near_full, "nearest": near["ae"][:, 0]}
for kind, values in apart.items():
    mean = sampled_mean(values).interval._asdict()
    results.publish(f"filaments.apart.{kind}.ae", **mean, unit="latent units", form=".3g")

# %%
#| label: cell-filaments-nearest
rng, test = next(streams), np.asarray(series.z("ae")[series.rows("test")], np.float64)
cube = uniform_cube(z, half_width=matched_half_width(z), n=len(test), rng=rng)
visitors = {"test": test, "normal": normal_null(z, n=len(test), rng=rng), "cube": cube}
to_cloud = {name: neighbour_distances(x, points=z, k=1)[:, 0] for name, x in visitors.items()}
edge = np.quantile(to_cloud["test"], 0.95)
for name in ("normal", "cube"):
    share = wilson_interval(int(np.sum(to_cloud[name] > edge)), len(test))
    results.publish(f"filaments.in_void.{name}", **share._asdict(), form=".0%")
to_cloud["training"] = near["ae"][:, 0]
for name, values in to_cloud.items():
    mean = sampled_mean(values).interval._asdict()
    results.publish(f"filaments.nearest.{name}", **mean, unit="latent units", form=".3g")

# %%
#| label: fig-filaments-distances
#| fig-cap: "Left: along all axes outside a plane, neighbours in that plane are {{< var filaments.outside_ratio.ae >}} times as far apart as random pairs. Right: distance to the nearest training image in the full space, from test images, from draws of the normal, and from a cube of matched mean radius."
#| fig-alt: "Two panels of densities of distances. Left: neighbours in a plane and random pairs, both along the axes outside the plane, and nearest neighbours in the full space. Right: nearest distances of test images, normal draws and points of the cube."
outside = {
    "neighbours in a plane, outside it": of_ae.outside[0],
    "random pairs, outside it": of_ae.outside[1],
    "nearest in the space": near["ae"][:, 0],
}
from_where = {"test": "test images", "normal": "multivariate normal", "cube": "cube"}
visits = {label: to_cloud[name] for name, label in from_where.items()}
figure = draw.figure_distances(outside, visits)

# %% [markdown]
# Along the axes outside the plane, neighbours in a plane are {{< var filaments.outside_ratio.ae >}} times as far apart
# as random pairs ({{< var filaments.outside_ratio.ae.low >}} to {{< var filaments.outside_ratio.ae.high >}}; in the cloud
# of strings, many of whose neighbours in a plane sit on one string,
# {{< var filaments.outside_ratio.strings_320 >}}). They are {{< var filaments.apart.plane.ae >}} apart in the plane and
# {{< var filaments.apart.full.ae >}} in the full space, where the nearest neighbours that exist are
# {{< var filaments.apart.nearest.ae >}} apart. Where the ratio is near 1, a string seen in a plane joins points that have
# nothing to do with each other.
#
# A test image is {{< var filaments.nearest.test >}} latent units from the nearest training image, a draw of the normal
# {{< var filaments.nearest.normal >}}, a point of the cube {{< var filaments.nearest.cube >}}; training images are
# {{< var filaments.nearest.training >}} from each other. As far as test images keep the same distance as training
# images, emptiness around a point is no reason to decode badly: every face has it. By the measure of the test images,
# {{< var filaments.in_void.cube >}} of the points of the cube lie in a void, and {{< var filaments.in_void.normal >}} of the
# draws of the normal: a question of their place, which later chapters take up.
#
# ## Larger views {#sec-filaments-views}
#
# In the middle squares the null is the smooth resampling, plane by plane, and one envelope covers all five
# statistics. What that test may find is structure finer than the kernel: strings, but also the sharp edge of a cloud
# or a bend of it that the kernel blurs. A normal distribution with the plane's covariance is tested beside it; it
# differs already where the marginals are not normal. The normal cloud and the strings go through the same code, each
# against its own resampling.

# %%
#| label: cell-filaments-views
view_p = {
    name: np.array(
        [float(envelopes.global_envelope(rows[1:]).p_values(rows[0])) for rows in of_planes]
    )
    for name, of_planes in series.experiment("filaments_views").items()
}
for name, p in view_p.items():
    cloud, null = name.split("_")
    rejected = np.sum(envelopes.holm(p) <= envelopes.CHANCE)
    results.publish(f"filaments.view.rejected_holm.{cloud}.{null}", rejected, form="d")
for slug, p in zip(slugs, envelopes.holm(view_p["ae_smooth"]), strict=True):
    results.publish(f"filaments.view.p_holm.{slug}", p, form=".2g")

# %%
#| label: tbl-filaments-views
#| tbl-cap: "Middle squares with {{< var filaments.view.points >}} points: p-values of the global envelope against a smooth resampling of the same plane and against a normal distribution. Beside the z-points the same code on a normal cloud and on strings with 320 points on each."
header = ["plane", "z-points, smooth", "z-points, normal", "normal, smooth", "strings, smooth"]
rows = [[name, *(f"{p[k]:.3f}" for p in view_p.values())] for k, name in enumerate(named)]
Markdown(markdown_table(header, rows))

# %% [markdown]
# Planes of four that deviate after correction: {{< var filaments.view.rejected_holm.ae.smooth >}} of the z-points from the
# smooth resampling and {{< var filaments.view.rejected_holm.ae.normal >}} from a normal distribution;
# {{< var filaments.view.rejected_holm.strings.smooth >}} of the strings and
# {{< var filaments.view.rejected_holm.normal.smooth >}} of the normal cloud from their resampling. A plane that differs
# from the normal distribution alone has another shape, such as a skewed one: a matter of marginals and no filament.
#
# ## Maps {#sec-filaments-maps}
#
# The posts also read fragments and gaps from t-SNE maps, made from all components with a perplexity of 10 and an early
# exaggeration of 16, and from the leading 2, 4 and 10 principal components with the standard settings of 30 and 12
# [@vandermaaten2008tsne]. Such a map keeps neighbourhoods and gives up distances; it tends to tear. Here each
# map of the z-points stands above the map of the normal cloud, which has no fragments at all. Both are
# made by the same code from {{< var filaments.map_points >}} points, with the posts' settings and 1,000 iterations.

# %%
#| label: cell-filaments-maps
maps = series.experiment("filaments_maps")
inputs = {"all": "all components", "standard": "all (30, 12)"}
inputs |= {f"pc{k}": f"{k} PCs" for k in (2, 4, 10)}
small = {name[6:]: places for name, places in maps.items() if name.startswith("small")}
for kind, measured in map_ranges.MEASURES.items():
    for name, places in small.items():
        cloud, key_of = name.split("_")
        if key_of in inputs:
            found_there = map_ranges.mean_and_range([measured(place) for place in places])
            form = ".3g" if kind == "islands" else ".1%"
            full_name = f"filaments.{kind}.{key_of}.{cloud}"
            results.publish(full_name, **found_there._asdict(), form=form)
    for cloud, key_of in itertools.product(("ae", "normal"), ("all", "pc2", "pc4", "pc10")):
        value, full_name = measured(maps[f"large_{cloud}_{key_of}"]), f"{key_of}.{cloud}"
        results.publish(f"filaments.{kind}_large.{full_name}", value, form=form)
for cloud, other in (("ae", "pc10"), ("ae", "again"), ("normal", "pc10")):
    shared = map_ranges.agreement(small[f"{cloud}_{other}"], small[f"{cloud}_all"])
    results.publish(f"filaments.agreement.{other}.{cloud}", **shared._asdict(), form=".0%")
draws, small_points = small["ae_all"].shape[:2]
results.publish("filaments.map_points", len(maps["points"]), form=",d")
results.publish("filaments.small_maps.points", small_points, form=",d")
results.publish("filaments.small_maps.draws", draws, form="d")
results.publish("filaments.agreement.chance", 10 / (small_points - 1), form=".1%")

# %%
#| label: fig-filaments-maps
#| fig-cap: "Do maps of z-points tear more than those of a cloud without any fragments? t-SNE of {{< var filaments.map_points >}} z-points (top) and of as many points of the multivariate normal with their mean and covariance (bottom), from all components (perplexity 10, early exaggeration 16) and from the leading 2, 4 and 10 principal components (30, 12)."
#| fig-alt: "Two rows of four point clouds, t-SNE maps of z-points above maps of normal points. Both rows show clumps, strings and gaps."
columns = [key_of for key_of in inputs if key_of != "standard"]
figure = draw.figure_maps(
    {
        label: {inputs[k]: maps[f"large_{cloud}_{k}"] for k in columns}
        for label, cloud in {"z-points": "ae", "multivariate normal": "normal"}.items()
    }
)

# %% [markdown]
# One map is no sample. Pieces are counted as islands, by a rule that was set on clouds with a known answer: a normal
# cloud should be one piece, a cloud of strings many. Smaller maps of {{< var filaments.small_maps.points >}} points are made
# {{< var filaments.small_maps.draws >}} times each, from other points and another start. Where few components are left, a
# smooth resampling of them is a null of its own (in all components the kernel would be as wide as the cloud).

# %%
#| label: cell-filaments-map-tables
tables = {}
for kind in map_ranges.MEASURES:
    rows = []
    for key_of, title in inputs.items():
        names = [f"{kind}.{key_of}.{cloud}" for cloud in ("ae", "normal", "smooth", "strings")]
        names += [f"{kind}_large.{key_of}.{cloud}" for cloud in ("ae", "normal")]
        cells = [results.published.get(f"filaments.{name}", {"text": ""}) for name in names]
        ends = [f" [{r['low_text']}, {r['high_text']}]" if "low" in r else "" for r in cells]
        texts = [r["text"] + end for r, end in zip(cells, ends, strict=True)]
        rows.append([title, *(text.replace(" %", "") for text in texts)])
    header = ["input", "z-points", "normal", "smooth", "strings", "z, large", "normal, large"]
    tables[kind] = Markdown(markdown_table(header, rows))

# %%
#| label: tbl-filaments-maps
#| tbl-cap: "Islands of the maps: groups of ten or more points, with no step to others shorter than five times the median distance of neighbours, by input of the map (all components, or leading ones). Mean and range over {{< var filaments.small_maps.draws >}} small maps of {{< var filaments.small_maps.points >}} points; in the last two columns the maps of @fig-filaments-maps."
tables["islands"]

# %%
#| label: tbl-filaments-gaps
#| tbl-cap: "Gaps of the maps: share [%] of a map, the convex hull of its points, that lies further than one spacing from any point. Points that are even at random leave exp(−π) = 4 %. Columns as in @tbl-filaments-maps."
tables["gaps"]

# %%
#| label: fig-filaments-small-maps
#| fig-cap: "A cloud that does consist of strings, seen by the same method: curves with nothing between them, each string in one or a few pieces. t-SNE of {{< var filaments.small_maps.points >}} z-points, points of the normal cloud, and points on strings with 80 on each, from all components (10, 16)."
#| fig-alt: "Three t-SNE maps side by side: z-points and normal points form a round cloud with gaps; the strings form separate curved lines."
shown = {"z-points": "ae", "multivariate normal": "normal", "strings": "strings"}
figure = draw.figure_maps({"": {label: small[f"{cloud}_all"][0] for label, cloud in shown.items()}})

# %%
#| label: cell-filaments-clusters
rng, near_k = next(streams), 5
rows_of_maps = maps["points"]
for name in ("ae", "normal", "strings_320"):
    cloud = clouds[name]
    null = normal_null(cloud, n=len(test), rng=rng)
    apart = neighbour_distances(null, points=cloud, k=1)[:, 0]
    hopkins = neighbours.hopkins(apart, near[name][:, 0])
    results.publish(f"filaments.hopkins.{name}", **hopkins._asdict(), form=".3f")
    pieces = neighbours.graph_parts(cloud[rows_of_maps], k=near_k)
    results.publish(f"filaments.graph_parts.{name}", pieces, form=",d")
results.publish("filaments.graph_parts.neighbours", near_k, form="d")

# %% [markdown]
# Of each point's ten neighbours in a map of ten components, {{< var filaments.agreement.pc10.ae >}} are among its ten
# neighbours in the map of all components; two maps of all components from different starts agree on
# {{< var filaments.agreement.again.ae >}}, and chance gives {{< var filaments.agreement.chance >}}; for ten components of the
# normal cloud it is {{< var filaments.agreement.pc10.normal >}}. Two components need no map at all: every crack in theirs
# is made by the method, which leaves {{< var filaments.gaps.pc2.normal >}} of the map of a normal cloud empty and
# {{< var filaments.gaps.pc2.ae >}} of that of the z-points.
#
# Two instruments look for clusters without a map. Separate parts of the graph that joins each of these points to its
# {{< var filaments.graph_parts.neighbours >}} nearest in the full space: {{< var filaments.graph_parts.ae >}} for
# the z-points, {{< var filaments.graph_parts.normal >}} for the normal cloud and
# {{< var filaments.graph_parts.strings_320 >}} for strings of 320 points. Hopkins' statistic sets distances from points of
# the normal null to the cloud against distances within the cloud, and gives 1/2 without clusters: it is
# {{< var filaments.hopkins.ae >}} ({{< var filaments.hopkins.ae.low >}} to {{< var filaments.hopkins.ae.high >}}) for the
# z-points, {{< var filaments.hopkins.normal >}} for the normal cloud and {{< var filaments.hopkins.strings_320 >}} for the
# strings. A value a little above 1/2 says that z-points lie closer together than points of a normal cloud, as those of
# any curved or uneven cloud do, clustered or not.
#
# ## The verdict {#sec-filaments-verdict}

# %%
#| label: tbl-filaments-verdict
#| tbl-cap: "Every instrument on the z-points (with 95 % intervals), beside what it reads where there is nothing but chance (random points in the square, or a normal cloud) and where there are strings (320 points on each, no thickness). Planes: how many of {{< var filaments.planes.count >}} deviate after correction; pairs: within {{< var filaments.near >}} sides, beyond chance."
instruments = {
    "planes beyond random points": ("rejected_holm", "normal"),
    "pair excess": ("pair_excess", "random"),
    "index of Clark and Evans": ("clark_evans", "random"),
    "largest void over chance": ("void_ratio", "random"),
    "share beyond half a spacing": ("void_share", "random"),
    "exponent of gaps over density": ("gap_exponent", "random"),
    "dimension (TwoNN)": ("two_nn", "normal"),
    "dimension (Levina-Bickel)": ("levina_bickel", "normal"),
    "parts of the neighbour graph": ("graph_parts", "normal"),
}
text = {name: result["text"] for name, result in results.published.items()}
rows = []
for label, (kind, null) in instruments.items():
    found = results.published[f"filaments.{kind}.ae"]
    ends = f" [{found['low_text']}, {found['high_text']}]" if "low" in found else ""
    others = [text[f"filaments.{kind}.{of}"] for of in (null, "strings_320")]
    rows.append([label, found["text"] + ends, *others])
Markdown(markdown_table(["instrument", "z-points", "chance", "strings"], rows))

# %% [markdown]
# Each row has two landmarks. Where the z-points stand with chance, the strings and voids of the pictures need no
# explanation. Where they differ from chance without coming near the strings, as a dimension below that of the normal
# cloud would, the cloud is bent, skewed or uneven, and a sampler that knows only mean and covariance will miss that much
# of it. Only a row in which they stand with the strings would speak for filaments.
#
# The author's own addendum of March 2023 came to a similar place on other grounds. Filaments may exist, it says, but need
# not be why random points fail: these may miss a larger coherent region, and the filaments may only reflect
# correlations of features that do not decide about a face. It calls the original conclusion misleading and
# partly wrong and shows one face that a plain autoencoder made from a random point [@anracom2022curse2]. Where a
# cloud passes for chance in its small squares, there are no filaments that these squares could show
# (@tbl-filaments-power). Whether random points with the
# mean and covariance of the cloud, which have no filaments by construction, decode to faces decides the rest;
# @sec-inside measures it, and @sec-claims judges the claims one by one.
#
# ## What this does not decide
#
# The tests say what these squares, this number of points and this training can show. What planes miss is in
# @tbl-filaments-power; a dimension tells most clouds of such strings from the z-points, as far as neighbours along a
# string are nearer than other strings. Structure finer than the distance between neighbours cannot be seen by
# anybody. A small edition has little power: with a few hundred images a square holds few points. The posts had
# 170,000 images, which the edition `paper` takes, too. What the images show matters as well: drawn faces vary along
# fewer factors than photographs.
#
# ## Key {.unnumbered}

# %%
#| label: tbl-filaments-key
#| tbl-cap: "Where the z-points are in the pairs of @fig-filaments-overview, @fig-filaments-view and @fig-filaments-square."
rows = [[name, *(blind[zoom][name].real for zoom in zooms)] for name in named]
Markdown(markdown_table(["plane", "overview", "middle square", "smallest square"], rows))

# %%
#| label: cell-filaments-write
results.write(series.folder)
