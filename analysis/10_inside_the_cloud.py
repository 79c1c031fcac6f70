# %% [markdown]
# # Which informed points decode to faces? {#sec-inside}
#
# The cubes of @sec-random-points know nothing of the cloud of z-points but its length. The later posts asked what
# a sampler has to know. They drew every component uniformly within its own centre ± `fact` · half-width, for
# `fact` from 0.4 to 1.0, and found new faces, with defects everywhere, and more failures and more variety the
# larger `fact`. They put the failures down to correlations between components, which such boxes ignore
# [@anracom2023frag7], and went on to treat the cloud as a multivariate normal, drawn along principal axes within
# ellipses [@anracom2023frag8; @anracom2023frag10].
#
# We climb a ladder: the cube of matched radius, then Gaussians of the cloud's total variance with its centre,
# with each component's width, and with all correlations. The AE's face rates are
# {{< var face_rate.ae.cube_matched >}}, {{< var face_rate.ae.isotropic_gaussian >}},
# {{< var face_rate.ae.diagonal_gaussian >}} and {{< var face_rate.ae.full_gaussian >}}, at diversities of
# {{< var diversity.ae.cube_matched >}}, {{< var diversity.ae.isotropic_gaussian >}},
# {{< var diversity.ae.diagonal_gaussian >}} and {{< var diversity.ae.full_gaussian >}} grey levels;
# reconstructions of test images have {{< var face_rate.ae.reconstruction_test >}} at
# {{< var diversity.ae.reconstruction_test >}}. The two have to be read together: where the cloud's mean decodes to
# one face that is always found, a sampler that stays close to it has a perfect rate and nothing to show.
#
# Expected, and written down before the first look, was a rate that rises from the cube to the diagonal Gaussian
# and from there to the full one. What would refute the posts' reason? If correlations are what boxes lack, the
# full Gaussian must have more faces than the diagonal one at equal total variance, or, where the diagonal one's
# rate is bought with sameness, at equal diversity. A smoke edition cannot decide it: its networks hardly
# reconstruct, and its intervals are wide.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-inside-open
import numpy as np
from IPython.display import Markdown

import analysis.figures.generation as draw
import analysis.figures.inside as plots
from analysis import informed
from analysis.cloud import mahalanobis, principal_axes, variance_inflation
from analysis.components import largest_share
from analysis.edition import open_edition
from analysis.faceness import rate_at
from analysis.figures import ladder
from analysis.figures.panels import figure_image_rows, use_house_style
from analysis.intervals import (
    difference,
    rate_slope,
    ratio,
    sampled_mean,
    widest_difference,
    wilson_interval,
)
from analysis.judging import read_judgements
from analysis.normality import Outcome, held_out_law, rejections, share_within
from analysis.probes import axis_traits, probed, traits_of
from analysis.results import Results, printed
from analysis.sampling import box_scale, common_lengths, matched_half_width, total_sd
from analysis.tables import markdown_table

use_house_style()
series = open_edition(edition)
rng = series.rng(10)
results = Results("10_inside_the_cloud")
names = ("ae", "vae_tiny")
test, train = series.rows("test"), series.rows("train")
clouds = {name: np.asarray(series.z(name)[train]) for name in names}
drawn, moved = series.experiment("informed_points"), series.experiment("ways")
normality = series.experiment("normality")
before = series.experiment("random_points")
known = read_judgements(before, of="known.")["original"]
own = {
    name: read_judgements(drawn, of=f"{name}.") | read_judgements(moved, of=f"{name}.")
    for name in names
}
sets = {name: read_judgements(before, of=f"{name}.") | own[name] for name in names}
data = {name: of["reconstruction_test"] for name, of in sets.items()}
working = read_judgements(before, of="vae.")

# %% [markdown]
# ## Samplers
#
# Centres of boxes are medians; half-widths are 1.177 robust standard deviations, from each component's quartiles.
# A box with `fact` = 1 has {{< var informed_points.box_scale.ae >}} of the AE cloud's size: boxes lie inside the
# shell of the training points, the smaller `fact` the nearer to the centre. To tell shape from size, Gaussians
# are drawn at several sizes too, and one box is widened until its total variance equals the cloud's. Every
# sampler has draws of its own: each of the AE's ladder {{< var informed_points.n.ladder >}} points, its boxes, its
# scaled Gaussians and the samplers that follow its density {{< var informed_points.n.samplers >}}, and so have the
# VAE's ladder and both networks' reconstructions of training images. All other sets of both networks have
# {{< var informed_points.n.few >}}; truncated test images, lines and steps begin at the same test images.
#
# *Truncated* Gaussians draw along the k broadest principal axes and stay at the mean along all others. The
# *ellipse* sampler is one reading of the last post's: along principal axes, each pair of them kept within its 95
# % ellipse. The *mixture* has {{< var informed_points.mixture_densities.ae >}} normal densities along the 50
# broadest axes, the number of 1, 2, 3, 5 and 8 that Schwarz's criterion prefers for the AE's cloud
# [@schwarz1978bic]. *Kernels* repeat training points with normal noise of 0.25, 0.5 and 1 times the cloud's
# widths, drawn together so that mean and covariance stay [@silverman1987smoothed].

# %%
#| label: cell-inside-publish
for name, of in own.items():
    for label, one in of.items():
        results.publish(f"face_rate.{name}.{label}", one.rate.value, **one.rate.ends, form=".1%")
        spread, far = one.diversity, one.novelty(data[name])
        results.publish(
            f"diversity.{name}.{label}", **spread._asdict(), unit="grey level", form=".1f"
        )
        results.publish(f"novelty.{name}.{label}", **far._asdict(), form=".2f")
        if one.thorough:
            results.publish(f"precision.{name}.{label}", one.precision.value, form=".0%")
            results.publish(f"recall.{name}.{label}", one.recall.value, form=".0%")
    results.publish(
        f"informed_points.box_scale.{name}", box_scale(clouds[name], fact=1.0), form=".0%"
    )
    best = drawn["mixture_sizes"][drawn[f"{name}.mixture_criteria"].argmin()]
    results.publish(f"informed_points.mixture_densities.{name}", best, form="d")
    for label in ("mixture_bridge", "null_bridge", "cut_bridge"):
        full_name = f"informed_points.{label.removeprefix('mixture_')}.{name}"
        results.publish(full_name, float(drawn[f"{name}.{label}"]), form=".2f")
numbers = {"ladder": "full_gaussian", "samplers": "mixture", "few": "core_components"}
for what, label in numbers.items():
    results.publish(f"informed_points.n.{what}", own["ae"][label].rate.n, form=",d")

# %%
#| label: fig-inside-ladder-pictures
#| fig-cap: "What a sampler must know: first draws of the AE's samplers above face rate and diversity with 95 % intervals, beside reconstructions and originals."
#| fig-alt: "Columns of four small images each over two dot charts: from left to right the cube of matched radius, Gaussians with the cloud's centre, widths and correlations, behind a line reconstructions and originals; below, face rate in per cent and diversity in grey levels with error bars."
rungs = {"matched\ncube": "cube_matched", "+ centre": "isotropic_gaussian"}
rungs |= {"+ widths": "diagonal_gaussian", "+ correlations": "full_gaussian"}
encoded = {"recon-\nstructions": data["ae"], "originals": known}
figure = ladder.figure_ladder(
    *(
        {title: ladder.Rung(s.shown[:4], s.rate, s.diversity) for title, s in of.items()}
        for of in ({title: sets["ae"][label] for title, label in rungs.items()}, encoded)
    )
)

# %%
#| label: fig-inside-decoded
#| fig-cap: "What informed points decode to: first draws of Gaussians, of samplers that follow the cloud's density, and of paths across its core, beside test reconstructions. Equal Mahalanobis is the diagonal Gaussian at the cloud's Mahalanobis distance (@sec-inside-places)."
#| fig-alt: "Grid of small decoded images, one column of panels per network; rows are the Gaussian about the origin, the isotropic and diagonal Gaussian, the diagonal one of equal Mahalanobis distance, the full Gaussian and its first 20 axes, the ellipse sampler, the mixture, kernels of three widths, paths across the core, and test reconstructions."
rows = {"about the origin": "origin_gaussian", "isotropic": "isotropic_gaussian"}
rows |= {"diagonal": "diagonal_gaussian", "equal Mahalanobis": "diagonal_mahalanobis"}
rows |= {"full": "full_gaussian", "first 20 axes": "truncated_gaussian.k20"}
rows |= {"ellipses": "ellipse_gaussian", "mixture": "mixture"}
rows |= {"kernel 0.25": "kernel.h0_25", "kernel 0.5": "kernel.h0_5", "kernel 1": "kernel.h1"}
rows |= {"core, components": "core_components", "core, axes": "core_principal"}
rows |= {"core, 10 axes": "core_broadest"}
rows |= {"reconstructions": "reconstruction_test"}
figure = draw.figure_decoded(
    {name: {t: of[label].shown[:5] for t, label in rows.items()} for name, of in sets.items()}
)

# %% [markdown]
# ## What must a sampler know? {#sec-inside-ladder}
#
# @fig-inside-ladder adds one piece of knowledge at a time. Moving the Gaussian from the origin to the cloud's
# centre, and with it narrowing every axis by a factor of {{< var informed_points.narrowing.ae >}} to the cloud's
# total variance, changes the AE's rate by {{< var informed_points.centre_gain.ae >}} percentage points
# ({{< var informed_points.centre_gain.ae.low >}} to {{< var informed_points.centre_gain.ae.high >}}), and the
# VAE's, narrowed by {{< var informed_points.narrowing.vae_tiny >}}, by
# {{< var informed_points.centre_gain.vae_tiny >}}: so much is missed by a sampler with the right length and the
# wrong centre, which makes up for the centre by its width. Against the matched cube, boxes with `fact` = 1 gain
# {{< var informed_points.box_gain.ae >}} points, the diagonal Gaussian
# {{< var informed_points.diagonal_gain.ae >}}.
#
# Adding the correlations changes the AE's rate by {{< var informed_points.correlation_gain.ae >}} percentage
# points ({{< var informed_points.correlation_gain.ae.low >}} to
# {{< var informed_points.correlation_gain.ae.high >}}) and its diversity by
# {{< var informed_points.correlation_diversity.ae >}} grey levels
# ({{< var informed_points.correlation_diversity.ae.low >}} to
# {{< var informed_points.correlation_diversity.ae.high >}}); the VAE's by
# {{< var informed_points.correlation_gain.vae_tiny >}} and
# {{< var informed_points.correlation_diversity.vae_tiny >}}. The posts' reason predicts a positive first number
# at equal total variance. Where it is negative and the second large, the diagnosis is sameness: without
# correlations most of the variance goes into directions to which the decoder hardly answers, and what comes out
# is the mean face in slight disguise. Recall then tells it too, the share of reconstructions that have an image
# like them in the set: {{< var recall.ae.diagonal_gaussian >}} for the diagonal Gaussian,
# {{< var recall.ae.full_gaussian >}} for the full one, and
# {{< var random_points.recall.ae.reconstruction_other >}} for reconstructions of other test images.
#
# Does a network need a KL term to make faces from random points? The VAE whose KL term works has
# {{< var face_rate.vae.normal >}} from N(0, I) ({{< var face_rate.vae.normal.low >}} to
# {{< var face_rate.vae.normal.high >}}) at {{< var informed_points.prior_diversity >}} of the diversity of its
# reconstructions. The AE's full Gaussian, made after training from mean and covariance alone, has
# {{< var face_rate.ae.full_gaussian >}} ({{< var face_rate.ae.full_gaussian.low >}} to
# {{< var face_rate.ae.full_gaussian.high >}}) at {{< var informed_points.gaussian_diversity >}} of that of its own:
# a difference of {{< var informed_points.full_from_prior >}} percentage points
# ({{< var informed_points.full_from_prior.low >}} to {{< var informed_points.full_from_prior.high >}}).

# %%
#| label: fig-inside-ladder
#| fig-cap: "Samplers that know more and more of the cloud, and test reconstructions: face rate and diversity with 95 % intervals. The cube has the cloud's mean radius and the Gaussian about the origin its mean squared radius; the others have its total variance. + centre: moved from the origin, and narrowed by a factor of {{< var informed_points.narrowing.ae >}} (AE) and {{< var informed_points.narrowing.vae_tiny >}} (VAE)."
#| fig-alt: "Two dot charts side by side: rows are the samplers from the least to the most informed and the test reconstructions; dots with error bars show face rate in per cent and diversity in grey levels, one marker per network."
steps = {"matched cube": "cube_matched", "about the origin": "origin_gaussian"}
steps |= {"+ centre": "isotropic_gaussian", "+ widths": "diagonal_gaussian"}
steps |= {"+ correlations": "full_gaussian", "reconstructions": "reconstruction_test"}
figure = draw.figure_ladder(
    {name: {title: of[label].judged for title, label in steps.items()} for name, of in sets.items()}
)

# %%
#| label: cell-inside-verdict
in_points = {"unit": "percentage points", "form": "+.1f"}
in_grey = {"unit": "grey level", "form": "+.1f"}
wide, narrow = "component_box.f1_0", "component_box.f0_4"
curves = {
    "component box": [
        *(f"component_box.{label}" for label in informed.FACTS),
        "component_box_equal",
    ],
    "diagonal": ["diagonal_scaled.s0_5", "diagonal_gaussian"],
    "full": ["full_scaled.s0_5", "full_gaussian", "full_scaled.s2"],
}
curves["diagonal"] += ["diagonal_scaled.s2", "diagonal_scaled.s4"]
pairs = {
    "centre_gain": ("isotropic_gaussian", "origin_gaussian"),
    "box_gain": (wide, "cube_matched"),
    "diagonal_gain": ("diagonal_gaussian", "cube_matched"),
    "correlation_gain": ("full_gaussian", "diagonal_gaussian"),
    "full_from_reconstruction": ("full_gaussian", "reconstruction_test"),
    "ellipse_gain": ("ellipse_gaussian", "full_gaussian"),
    "fact_rate": (wide, narrow),
    "core_gain": ("core_components", "cube_matched"),
    "core_principal_gain": ("core_principal", "cube_matched"),
}
for name, of in sets.items():
    rates = {label: one.rate.interval for label, one in of.items()}
    target = data[name].diversity
    equal = {t: rate_at([of[s].judged for s in curves[t]], target) for t in ("diagonal", "full")}
    gaps = {label: difference(rates[more], rates[less]) for label, (more, less) in pairs.items()}
    gaps["correlation_gain_equal"] = widest_difference(equal["full"], equal["diagonal"])
    boxes = [of[f"component_box.{label}"].rate for label in informed.FACTS]
    gaps["fact_slope"] = rate_slope(list(informed.FACTS.values()), boxes)
    for label, gap in gaps.items():
        gap_name, undecided = f"informed_points.{label}.{name}", label == "correlation_gain_equal"
        in_percent = gap.percent()._asdict()
        results.publish(gap_name, **in_percent, **in_points, or_undecided=undecided)
    for title, rate in equal.items():
        full_name = f"informed_points.{title}_equal.{name}"
        results.publish(full_name, **rate._asdict(), form=".1%", or_undecided=True)
    for label, (more, less) in {
        "correlation": pairs["correlation_gain"],
        "fact": (wide, narrow),
    }.items():
        gap = difference(of[more].diversity, of[less].diversity)
        results.publish(f"informed_points.{label}_diversity.{name}", **gap._asdict(), **in_grey)
prior, gaussian = working["normal"], sets["ae"]["full_gaussian"]
gap = difference(gaussian.rate.interval, prior.rate.interval).percent()
results.publish("informed_points.full_from_prior", **gap._asdict(), **in_points)
for label, one, of_data in (
    ("prior", prior, working["reconstruction_test"]),
    ("gaussian", gaussian, data["ae"]),
):
    share = one.relative_diversity(of_data)
    results.publish(f"informed_points.{label}_diversity", **share._asdict(), form=".0%")

# %% [markdown]
# ## Boxes of seven sizes {#sec-inside-boxes}
#
# @fig-inside-sheets shows sheets as the posts did, of {{< var informed_points.n.samplers >}} points that are
# judged for each `fact`. Over the seven factors the AE's rate changes by
# {{< var informed_points.fact_slope.ae >}} percentage points per unit of `fact`
# ({{< var informed_points.fact_slope.ae.low >}} to {{< var informed_points.fact_slope.ae.high >}}). From `fact` =
# 0.4 to 1.0 it changes by {{< var informed_points.fact_rate.ae >}} points
# ({{< var informed_points.fact_rate.ae.low >}} to {{< var informed_points.fact_rate.ae.high >}}), and the
# diversity by {{< var informed_points.fact_diversity.ae >}} grey levels
# ({{< var informed_points.fact_diversity.ae.low >}} to {{< var informed_points.fact_diversity.ae.high >}}). The
# posts saw both grow, failures and variety. A small `fact` is shrinkage to the mean face: diversity says how
# much, with {{< var diversity.ae.component_box.f0_4 >}} grey levels at 0.4 and
# {{< var diversity.ae.component_box.f1_0 >}} at 1, where reconstructions have
# {{< var diversity.ae.reconstruction_test >}}. A rate near 100 % does not say that there are no defects: the
# detector asks whether there is a face, not whether it is well made, and no panel of viewers has looked.

# %%
#| label: fig-inside-sheets
#| fig-cap: "Seven sheets: the first 21 draws from boxes of growing size, decoded by the AE. As fact grows, pictures depart from the mean face."
#| fig-alt: "Seven sheets of three rows of seven small pictures, titled fact = 0.4 to fact = 1. On the first all pictures look nearly the same; towards the last they differ more."
figure = plots.figure_sheets(
    {
        f"fact = {fact:g}": sets["ae"][f"component_box.{label}"].shown
        for label, fact in informed.FACTS.items()
    }
)

# %% [markdown]
# ## Where the samplers' points lie {#sec-inside-places}
#
# A point can be too near the centre and too far from the cloud at once. Its plain distance from the centre tells
# how far it goes; its Mahalanobis distance tells whether it goes where the cloud extends. For independent
# components the mean squared Mahalanobis distance per dimension equals the mean variance inflation factor of the
# cloud, which is 1 without correlations. Here it is {{< var informed_points.mean_inflation.ae >}} for the AE and
# {{< var informed_points.mean_inflation.vae_tiny >}} for the VAE; test images have
# {{< var informed_points.mahalanobis_square.ae.reconstruction_test >}}, the box with `fact` = 0.4 has
# {{< var informed_points.mahalanobis_square.ae.component_box.f0_4 >}} and the diagonal Gaussian
# {{< var informed_points.mahalanobis_square.ae.diagonal_gaussian >}} in the AE's cloud.
#
# It would seem fair to compare samplers at equal Mahalanobis distance. A diagonal Gaussian shrunk to the cloud's
# has a rate of {{< var face_rate.ae.diagonal_mahalanobis >}} at a diversity of
# {{< var diversity.ae.diagonal_mahalanobis >}} grey levels: where the second is far below that of
# reconstructions, the fair comparison is a trap, and the sampler has collapsed to the mean face. So samplers are
# compared at equal total variance, and then at equal diversity.
#
# The posts put the origin in a border region of the bulk [@anracom2023frag5]. Its Mahalanobis distance is
# {{< var informed_points.origin_distance.ae >}} √z_dim for the AE, and
# {{< var informed_points.beyond_origin.ae >}} of the test images lie farther out; for the VAE it is
# {{< var informed_points.origin_distance.vae_tiny >}} √z_dim and
# {{< var informed_points.beyond_origin.vae_tiny >}}. The AE's centre is {{< var informed_points.offset.ae >}} of
# the cloud's size away from the origin. A few components fix where it is only if their share of its square
# exceeds that of a random direction: the five largest hold {{< var informed_points.top5.ae >}}, those of a random
# direction {{< var informed_points.top5_chance.ae >}} ({{< var informed_points.top5_chance.ae.low >}} to
# {{< var informed_points.top5_chance.ae.high >}} in 95 of 100 cases); the largest twentieth holds
# {{< var informed_points.few.ae >}} against {{< var informed_points.few_chance.ae >}}.
#
# Is the region densely filled? The nearest training point of a test image is
# {{< var informed_points.nearest.ae >}} times as far away as a random one
# ({{< var informed_points.nearest.ae.low >}} to {{< var informed_points.nearest.ae.high >}}). The nearer this is to
# 1, the more alike are all distances, as they are in a cloud of many broad dimensions. It is
# {{< var informed_points.nearest_null.ae >}} times as far as that of a normal cloud's point
# ({{< var informed_points.nearest_null.ae.low >}} to {{< var informed_points.nearest_null.ae.high >}}).

# %%
#| label: cell-inside-places
kinds = {"test images": "reconstruction_test", "box, fact 0.4": "component_box.f0_4"}
kinds |= {"box, fact 1": "component_box.f1_0", "diagonal Gaussian": "diagonal_gaussian"}
kinds |= {"full Gaussian": "full_gaussian", "about the origin": "origin_gaussian"}
places = {}
for name, z in clouds.items():
    centre, size, root = z.mean(axis=0, dtype=np.float64), total_sd(z), np.sqrt(z.shape[1])
    offset = np.linalg.norm(centre)
    places[name] = {}
    for title, label in kinds.items():
        one = sets[name][label]
        places[name][title] = (one.from_centre(z)[:300], one.mahalanobis[:300] / root)
        squares = np.mean(one.mahalanobis**2) / z.shape[1]
        results.publish(f"informed_points.mahalanobis_square.{name}.{label}", squares, form=",.1f")
    origin = mahalanobis(np.zeros((1, z.shape[1])), cloud=z)[0] / root
    beyond = np.mean(data[name].mahalanobis / root > origin)
    inflation = variance_inflation(z).mean()
    results.publish(f"informed_points.origin_distance.{name}", origin, form=".1f")
    results.publish(f"informed_points.beyond_origin.{name}", beyond, form=".1%")
    results.publish(f"informed_points.mean_inflation.{name}", inflation, form=",.1f")
    results.publish(f"informed_points.offset.{name}", offset / size, form=".2f")
    results.publish(f"informed_points.narrowing.{name}", np.hypot(1, offset / size), form=".2f")

# %%
#| label: cell-inside-centre
for name, z in clouds.items():
    centre, directions = z.mean(axis=0, keepdims=True), rng.standard_normal((2000, z.shape[1]))
    for label, count in {"top5": 5, "few": -(-z.shape[1] // 20)}.items():
        share = largest_share(centre, count=count)[0]
        low, middle, high = np.quantile(largest_share(directions, count=count), [0.025, 0.5, 0.975])
        chance = {"low": low, "high": high}
        results.publish(f"informed_points.{label}.{name}", share, form=".0%")
        results.publish(f"informed_points.{label}_chance.{name}", middle, **chance, form=".0%")
    kinds_of = ("test", "normal", "pairs")
    near = {k: sampled_mean(normality[f"{name}.nearest.{k}"]).interval for k in kinds_of}
    for label, other in {"nearest": "pairs", "nearest_null": "normal"}.items():
        gap = ratio(near["test"], near[other])
        results.publish(f"informed_points.{label}.{name}", **gap._asdict(), form=".2f")
    best = matched_half_width(z)
    for label, factor in {"best": 1.0, "third_more": 4 / 3, "three_times": 10 / 3}.items():
        common = common_lengths(z, half_width=factor * best)
        results.publish(f"informed_points.lengths.{label}.{name}", common, form=".1%")

# %%
#| label: fig-inside-positions
#| fig-cap: "Near the centre is not inside the cloud. Mahalanobis distance against plain distance from the centre, in units in which a cloud of the same moments lies around (1, 1); logarithmic vertical axis."
#| fig-alt: "Two scatter plots, one per network. Test images and the full Gaussian lie around one on both axes; boxes lie left and above, the diagonal Gaussian above, the Gaussian about the origin above and to the right."
figure = draw.figure_positions(places)

# %% [markdown]
# ## Rate against diversity {#sec-inside-diversity}
#
# The fair question is which sampler has more faces at the same diversity. At that of the reconstructions,
# interpolated between sizes, the AE's full Gaussian has {{< var informed_points.full_equal.ae >}} and the
# diagonal one {{< var informed_points.diagonal_equal.ae >}}, a difference of
# {{< var informed_points.correlation_gain_equal.ae >}} percentage points
# ({{< var informed_points.correlation_gain_equal.ae.low >}} to
# {{< var informed_points.correlation_gain_equal.ae.high >}}). For the VAE the difference is
# {{< var informed_points.correlation_gain_equal.vae_tiny >}}
# ({{< var informed_points.correlation_gain_equal.vae_tiny.low >}} to
# {{< var informed_points.correlation_gain_equal.vae_tiny.high >}}). These are bounds rather than 95 % intervals.
# Sizes lie a factor of 2 apart, and how a rate bends in between is not known, only that it lies between the two
# sets' rates unless it turns: the bounds run from the lowest to the highest end of both sets' intervals. Where
# the diversity asked for does not differ from a set's own by more than the errors of both, that set stands for it,
# with its rate's interval widened by what the steeper line to a neighbour changes over these errors; beyond a
# sampler's sets nothing is decided. Correlations matter for the faces of a network where the difference lies
# above zero with both ends.

# %%
#| label: fig-inside-trade-off
#| fig-cap: "Which sampler has more faces at the same diversity? Each curve is one sampler at growing size; a good one stays high as it moves right. 95 % intervals of the rates."
#| fig-alt: "Two charts, one per network: diversity in grey levels against face rate in per cent, curves for boxes, diagonal Gaussians and full Gaussians, single black marks for test reconstructions, the mean face, the matched cube and the diagonal Gaussian of equal Mahalanobis distance."
marks = {"test reconstructions": "reconstruction_test", "matched cube": "cube_matched"}
marks |= {"mean face": "mean_face", "equal Mahalanobis": "diagonal_mahalanobis"}
figure = draw.figure_trade_off(
    {
        name: (
            {title: [of[label].judged for label in labels] for title, labels in curves.items()},
            {title: of[label].judged for title, label in marks.items()},
        )
        for name, of in sets.items()
    }
)

# %% [markdown]
# ## How many principal components does a face need? {#sec-inside-components}
#
# @fig-inside-components cuts points off after k principal axes, all others staying at the mean: encoded test
# images, and Gaussian draws. With {{< var informed_points.axes.few >}} axes the AE's truncated reconstructions
# have a rate of {{< var face_rate.ae.truncated_test.k10 >}} at {{< var diversity.ae.truncated_test.k10 >}} grey
# levels, with {{< var informed_points.axes.many >}} of them {{< var face_rate.ae.truncated_test.k100 >}} at
# {{< var diversity.ae.truncated_test.k100 >}}; the Gaussian has {{< var face_rate.ae.truncated_gaussian.k10 >}}
# and {{< var face_rate.ae.truncated_gaussian.k100 >}}. Where the mean face counts as one
# ({{< var face_rate.ae.mean_face >}}), a face needs no axis at all; the question is how many make it this face
# and not another. Diversity counts what changes many pixels, such as the brightness of background and skin, which
# broad axes may carry (@tbl-inside-walks); what changes few pixels adds little to it, and @fig-inside-truncated
# shows when it comes. Where both curves agree at one k, draws along these axes are as good as encoded images in
# both measures.

# %%
#| label: fig-inside-components
#| fig-cap: "Face rate and diversity of the AE's points with k principal components: truncated test images and truncated Gaussian draws, with 95 % intervals, beside whole reconstructions and the full Gaussian."
#| fig-alt: "Two line charts with k on a logarithmic axis: face rate in per cent and diversity in grey levels for truncated reconstructions and truncated Gaussians, with horizontal lines for reconstructions and the full Gaussian."
kept = {"test images": "truncated_test", "Gaussian draws": "truncated_gaussian"}
dims = clouds["ae"].shape[1]
for what, label in {"few": "k10", "many": "k100"}.items():
    results.publish(f"informed_points.axes.{what}", min(informed.COMPONENTS[label], dims), form="d")
figure = plots.figure_by_setting(
    {
        title: {
            min(k, dims): sets["ae"][f"{s}.{label}"] for label, k in informed.COMPONENTS.items()
        }
        for title, s in kept.items()
    },
    {"reconstructions": data["ae"], "full Gaussian": sets["ae"]["full_gaussian"]},
    setting="principal components k",
    scale="log",
)

# %%
#| label: fig-inside-truncated
#| fig-cap: "The same test images by more and more principal components: encoded by the AE, cut off after k axes and decoded, down to whole reconstructions and originals."
#| fig-alt: "Rows of five small pictures of the same faces: with two components they differ in brightness alone, with more also in hair and features; the last rows are whole reconstructions and originals."
many = len(data["ae"].shown)
rows = {
    f"k = {min(k, dims)}": sets["ae"][f"truncated_test.{label}"].shown[:many]
    for label, k in informed.COMPONENTS.items()
}
rows |= {"whole": data["ae"].shown, "originals": series.images[test[:many]]}
figure = figure_image_rows(rows, width=5.0)

# %% [markdown]
# ## How normal is the cloud? {#sec-inside-normality}
#
# If the cloud were normal, the squared Mahalanobis distances of points that had no part in its moments would
# follow Hotelling's law, a multiple of F [@hotelling1931ratio]; chi-square, which is often used, holds for known
# moments only. Of the AE's test images {{< var normality.within.ae.p50 >}} lie within the ellipsoid that holds
# half of a normal cloud ({{< var normality.within.ae.p50.low >}} to {{< var normality.within.ae.p50.high >}}),
# {{< var normality.within.ae.p80 >}} in that of 80 % and {{< var normality.within.ae.p99 >}} in that of 99 %; of
# the VAE's {{< var normality.within.vae_tiny.p50 >}}, {{< var normality.within.vae_tiny.p80 >}} and
# {{< var normality.within.vae_tiny.p99 >}}. More than these shares in the inner ellipsoids and fewer in the outer
# ones speak of heavier tails, fewer in all of them of test images that lie farther out than training images.
#
# Henze and Zirkler's test [@henze1990invariant] asks about all that is not normal, in the 2, 10 and 50 broadest
# axes, with {{< var normality.points >}} test images and simulated nulls. A follow-up of the posts took points
# beyond 3 standard deviations away and found the rest normal. Trimming makes any cloud look more normal, so the
# null has to be trimmed alike. For 10 axes {{< var normality.kept.ae >}} of the AE's points remain; p is
# {{< var normality.henze_zirkler.ae.d10.whole >}} for the whole cloud,
# {{< var normality.henze_zirkler.ae.d10.trimmed >}} for the trimmed one beside trimmed nulls, and
# {{< var normality.henze_zirkler.ae.d10.posts >}} beside whole ones. The smallest p that these simulations can
# give is {{< var normality.smallest_p >}}. A test that rejects nothing says little without its power: a t
# distribution with 20 degrees of freedom, of slightly heavier tails than normal, is found in
# {{< var normality.power.d10.whole >}} of the cases in 10 axes, and trimmed in
# {{< var normality.power.d10.trimmed >}} (@tbl-inside-normality).

# %%
#| label: cell-inside-normality
shares = {"p50": 0.5, "p80": 0.8, "p99": 0.99}
quantiles = {}
for name in names:
    squares, n_cloud = normality[f"{name}.squares"], int(normality[f"{name}.cloud_points"])
    law = held_out_law(n=n_cloud, n_dim=clouds[name].shape[1])
    for label, probability in shares.items():
        rate = share_within(squares, law=law, probability=probability)
        results.publish(f"normality.within.{name}.{label}", rate.value, **rate.ends, form=".0%")
    expected = np.sqrt(law.ppf((np.arange(len(squares)) + 0.5) / len(squares)))
    both = {"test images": squares, "normal null": normality[f"{name}.null_squares"]}
    quantiles[draw.title(name)] = ({t: np.sqrt(s) for t, s in both.items()}, expected)
    results.publish(f"normality.kept.{name}", normality[f"{name}.kept"][1], form=".0%")
results.publish("normality.points", int(normality["n"]), form=",d")
results.publish("normality.dims.middle", int(normality["dims"][1]), form="d")
draws = normality["null.shapiro.whole"].shape[1]
results.publish("normality.smallest_p", 1 / (draws + 1), form=".2g")

# %%
#| label: fig-inside-quantiles
#| fig-cap: "Are distances those of a normal cloud? Mahalanobis distances of test images, and of draws of a normal null, against the quantiles that Hotelling's law expects. On the grey line they agree."
#| fig-alt: "Two quantile plots, one per network: expected against measured Mahalanobis distance for test images and a normal null, with a diagonal line. The null follows the line."
figure = plots.figure_quantiles(quantiles)

# %%
#| label: cell-inside-tests
treated = {
    "whole": ("whole", "whole"),
    "trimmed": ("trimmed", "trimmed"),
    "posts": ("trimmed", "whole"),
}
lines = []
for place, d in enumerate(("d2", "d10", "d50")):
    for label, (treatment, of_null) in treated.items():
        null = normality[f"null.henze_zirkler.{of_null}"][place]
        power = rejections(normality[f"heavy.henze_zirkler.{treatment}"][place], null=null)
        results.publish(
            f"normality.power.{d}.{label}",
            power.value,
            **power.ends,
            form=".0%",
            or_undecided=True,
        )
        line = [normality["dims"][place], {"posts": "trimmed, null whole"}.get(label, label)]
        for name in names:
            value = float(normality[f"{name}.henze_zirkler.{treatment}"][place])
            p = Outcome(value, null).p
            name_of_p = f"normality.henze_zirkler.{name}.{d}.{label}"
            results.publish(name_of_p, p, form=".2g", or_undecided=True)
            rejected = normality[f"{name}.shapiro.{treatment}"][place]
            line += [printed(p, ".2g"), f"{rejected:.0f}"]
        chance = normality[f"null.shapiro.{of_null}"][place].mean()
        lines.append([*line, f"{chance:.1f}", power.text()])

# %%
#| label: tbl-inside-normality
#| tbl-cap: "Tests of normality on test images along leading principal axes: p of Henze and Zirkler's test, number of axes that Shapiro and Wilk's test rejects at 5 % (and how many it rejects by chance), and how often the first finds a t distribution with 20 degrees of freedom."
header = ["axes", "points"]
header += [f"{draw.title(name)}: {what}" for name in names for what in ("p", "rejected")]
Markdown(markdown_table([*header, "by chance", "power"], lines))

# %% [markdown]
# ## What lies beyond mean and covariance? {#sec-inside-beyond}
#
# What remains to be explained is the full Gaussian against the reconstructions:
# {{< var informed_points.full_from_reconstruction.ae >}} percentage points
# ({{< var informed_points.full_from_reconstruction.ae.low >}} to
# {{< var informed_points.full_from_reconstruction.ae.high >}}) for the AE and
# {{< var informed_points.full_from_reconstruction.vae_tiny >}}
# ({{< var informed_points.full_from_reconstruction.vae_tiny.low >}} to
# {{< var informed_points.full_from_reconstruction.vae_tiny.high >}}) for the VAE. A multivariate normal has no
# filaments; the nearer these numbers are to zero, the less filaments are needed to explain why random points
# fail. A classifier of boosted trees [@lopezpaz2017c2st] tells the AE's points from the normal null in
# {{< var informed_points.told.ae.normal >}} of the cases ({{< var informed_points.told.ae.normal.low >}} to
# {{< var informed_points.told.ae.normal.high >}}), from a null with the cloud's tails as well in
# {{< var informed_points.told.ae.elliptical >}}, from a null with the cloud's densities along its principal axes
# and nothing between them in {{< var informed_points.told.ae.permuted >}}, and two normal nulls from each other in
# {{< var informed_points.told.ae.itself >}}; a half is chance. The second null lacks the form of the densities
# too, the third the tails that axes have in common: dependence beyond covariance and tails is seen only where
# both are told from the cloud. How little may be seen is told by a planted cloud of as many points, normal but
# for eight pairs of its broadest axes, of which one follows the square of the other with a correlation of 0.9:
# its elliptical null is told from it in {{< var informed_points.told.ae.curved >}}
# ({{< var informed_points.told.ae.curved.low >}} to {{< var informed_points.told.ae.curved.high >}}) of the
# cases. If that is near a half, a cloud that is not told from its nulls may be bent all the same.
#
# Do samplers that follow such structure make better sets? The mixture has a rate of
# {{< var face_rate.ae.mixture >}} and a recall of {{< var recall.ae.mixture >}}, kernels of bandwidth 0.25 have
# {{< var face_rate.ae.kernel.h0_25 >}} and {{< var recall.ae.kernel.h0_25 >}}, of bandwidth 1
# {{< var face_rate.ae.kernel.h1 >}} and {{< var recall.ae.kernel.h1 >}}; the full Gaussian has
# {{< var face_rate.ae.full_gaussian >}} and {{< var recall.ae.full_gaussian >}}. Where narrow kernels win by
# repeating training images, novelty shows it: their images lie {{< var novelty.ae.kernel.h0_25 >}} times as far
# from training images as reconstructions of unseen images do. Keeping pairs of axes within ellipses changes the
# full Gaussian's rate by {{< var informed_points.ellipse_gain.ae >}} points
# ({{< var informed_points.ellipse_gain.ae.low >}} to {{< var informed_points.ellipse_gain.ae.high >}}).
#
# Is the core in one piece? Along 50 axes a further density costs so many parameters that Schwarz's criterion may
# keep to one even for a divided cloud, so the sampler's mixture cannot tell. Others, of 2, 3 or 5 densities along
# the ten broadest axes, look for a gap: all points are projected onto the axis that separates two densities, and
# on the best way from one to all others the density of the points falls to {{< var informed_points.bridge.ae >}}
# of that at its ends for the AE, {{< var informed_points.bridge.vae_tiny >}} for the VAE. Near 0 a gap would
# divide the core; densities in a row, as along a bent cloud, are one region. An elliptical cloud with the same
# tails has {{< var informed_points.null_bridge.ae >}}, and the AE's cloud with its halves moved apart by six of
# their widths {{< var informed_points.cut_bridge.ae >}}: only where the first is high and the second low does
# the measure decide. It sees gaps that a plane can pass along these axes, and no others.

# %%
#| label: cell-inside-told
for name in names:
    for null in ("normal", "elliptical", "permuted", "itself", "curved"):
        share = wilson_interval(*(int(number) for number in normality[f"{name}.told.{null}"]))
        results.publish(f"informed_points.told.{name}.{null}", **share._asdict(), form=".0%")

# %%
#| label: tbl-inside-instruments
#| tbl-cap: "Other instruments on the AE's samplers: recognition error of the encoder relative to encoded test images, precision and recall of gradients against reconstructions, with 95 % intervals; those of precision and recall hold for the spheres as drawn, and leave out the choice of the images that they are about. Space and reference are those of @fig-random-instruments. The first row is what a perfect sampler would reach."
asked = [s for s in ("reconstruction_other", "cube_matched", *own["ae"]) if sets["ae"][s].thorough]
table = [
    [
        draw.spoken(label),
        sets["ae"][label].recognised(data["ae"]).text(),
        sets["ae"][label].precision.text(),
        sets["ae"][label].recall.text(),
    ]
    for label in asked
]
Markdown(markdown_table(["set", "recognition error", "precision", "recall"], table))

# %% [markdown]
# ## Are they new? {#sec-inside-new}
#
# A sampler that repeats training images has perfect faces too. So the images that the full Gaussian decodes to
# are compared with all training images, averaged over squares of 4 by 4 pixels because decoded images are
# blurred. Reconstructions of training images show how near a copy would be: {{< var novelty.ae.own >}} of the
# AE's find their own original, at a median distance of {{< var novelty.ae.training >}} grey levels.
# Reconstructions of test images show how far a new face is: {{< var novelty.ae.test >}} grey levels. The
# Gaussian's images lie at {{< var novelty.ae.samples >}}, and {{< var novelty.ae.copies >}} of them
# ({{< var novelty.ae.copies.low >}} to {{< var novelty.ae.copies.high >}}) nearer to a training image than the
# median copy. For the VAE the three distances are {{< var novelty.vae_tiny.training >}},
# {{< var novelty.vae_tiny.test >}} and {{< var novelty.vae_tiny.samples >}}. New is said of the whole image here;
# a repeated nose would pass.

# %%
#| label: cell-inside-novelty
titles = {"Gaussian samples": ("samples", "full_gaussian")}
titles |= {"test reconstructions": ("test", "reconstruction_test")}
titles |= {"training reconstructions": ("training", "reconstruction_train")}
distances = {}
for name, of in sets.items():
    distances[name] = {title: of[label].nearest for title, (_, label) in titles.items()}
    copies = of["reconstruction_train"].nearest_row
    results.publish(f"novelty.{name}.own", np.mean(copies == np.arange(len(copies))), form=".1%")
    for title, (end, _) in titles.items():
        middle = np.median(distances[name][title])
        results.publish(f"novelty.{name}.{end}", middle, unit="grey level", form=".1f")
    limit, far = np.median(of["reconstruction_train"].nearest), of["full_gaussian"].nearest
    near = wilson_interval(int(np.sum(far < limit)), len(far))
    results.publish(f"novelty.{name}.copies", **near._asdict(), form=".1%")

# %%
#| label: fig-inside-nearest
#| fig-cap: "First draws of the full Gaussian, decoded, and below each the training image that is nearest to it."
#| fig-alt: "Rows of eight small images: decoded samples and their nearest training images, for each network."
rows = {}
for name, of in sets.items():
    one = of["full_gaussian"]
    rows[f"{draw.title(name)}\nsample"] = one.shown
    rows[f"{draw.title(name)}\nnearest"] = series.images[train[one.nearest_row[: len(one.shown)]]]
figure = figure_image_rows(rows)

# %%
#| label: fig-inside-novelty
#| fig-cap: "Copies or new faces? Cumulative shares of the distance to the nearest training image: samples that were copies would follow the reconstructions of training images, new faces those of test images."
#| fig-alt: "Two charts of cumulative shares, one per network: distance to the nearest training image for Gaussian samples, test reconstructions and training reconstructions."
figure = draw.figure_distances(distances)

# %% [markdown]
# ## What changes along a principal axis? {#sec-inside-walks}
#
# @fig-inside-walks walks along the AE's six broadest axes. What an axis means is not read off pictures:
# @tbl-inside-walks names the factors or attributes of test images that go with their coordinates most strongly.
# An axis need not be one trait; what goes with several has several names. @tbl-inside-probes asks the other way
# round what a linear probe reads from all components, on test images to which it was not fitted.

# %%
#| label: fig-inside-walks
#| fig-cap: "Walks through the AE's cloud along its six broadest principal axes, from −3 to 3 standard deviations. A dot below a picture: the detector finds a face."
#| fig-alt: "Six rows of nine small pictures; along each row a face changes gradually, from one look at the left over the mean face in the middle to another at the right. Dots below most pictures."
images, faces = (moved[f"ae.walks.{what}"] for what in ("images", "faces"))
figure = plots.figure_ways(
    {f"axis {k + 1}": plots.Way(images[k], faces[k]) for k in range(len(images))},
    ticks=[f"{place:+g}".replace("-", "−") if place else "0" for place in moved["reaches"]],
    unit="distance from the mean [standard deviations along the axis]",
)

# %%
#| label: cell-inside-probes
traits = traits_of(series.index, test)
axes = principal_axes(clouds["ae"])
scores = axes.coordinates(np.asarray(series.z("ae")[test]))[:, : len(images)]
of_test = traits._replace(values=traits.values[test])
strongest = axis_traits(scores, of_test, number=3)
read = probed(np.asarray(series.z("ae")), traits, fitted=train, asked=test)
share = axes.sd**2 / np.sum(axes.sd**2)

# %%
#| label: tbl-inside-walks
#| tbl-cap: "What goes with the broadest principal axes: their share of the variance, and the three traits with the strongest correlation with their coordinates over test images, with 95 % intervals. Of many traits the strongest are shown, which favours chance where a coefficient is small."
table = [
    [
        f"{k + 1}",
        printed(share[k], ".1%"),
        "; ".join(f"{t.replace('_', ' ')} {r.text()}" for t, r in of.items()),
    ]
    for k, of in enumerate(strongest)
]
Markdown(markdown_table(["axis", "share of variance", "traits"], table, widths=(1, 2, 9)))

# %%
#| label: tbl-inside-probes
#| tbl-cap: "What linear probes read from the AE's components, on test images: share of the variance of factors (R²), and area under the curve of attributes (AUC), with 95 % intervals; the best and the worst of each."
columns = {}
for what, binary in (("R² of factors", False), ("AUC of attributes", True)):
    of = [t for t, b in zip(traits.names, traits.binary, strict=True) if b == binary]
    ordered = sorted(of, key=lambda t: -read[t].value)
    cells = [f"{t.replace('_', ' ')} {read[t].text()}" for t in [*ordered[:9], *ordered[9:][-4:]]]
    if cells:
        columns[what] = [*cells, *[""] * (13 - len(cells))]
rows = zip(*columns.values(), strict=True)
table = markdown_table(list(columns), list(rows), widths=[1] * len(columns))
Markdown(table if columns else "No factors or attributes are known of these images.")

# %% [markdown]
# ## Do lines between faces cross chaos? {#sec-inside-lines}
#
# The first post expected arbitrary paths to run through bad regions [@anracom2022curse1]. A quarter and half of
# the way between two encoded test images the AE decodes to a face in {{< var face_rate.ae.line.w0_25 >}} and
# {{< var face_rate.ae.line.w0_5 >}} of the cases on straight lines, and in
# {{< var face_rate.ae.spherical_line.w0_25 >}} and {{< var face_rate.ae.spherical_line.w0_5 >}} on lines that
# keep their distance from the centre; halfway between two points of the Gaussian about the origin in
# {{< var face_rate.ae.halfway_origin >}}. Whether a path runs through bad regions depends on its ends. Paths
# across the core, in planes of two components or two principal axes with all other coordinates at the centre,
# have {{< var face_rate.ae.core_components >}} and {{< var face_rate.ae.core_principal >}}, at diversities of
# {{< var diversity.ae.core_components >}} and {{< var diversity.ae.core_principal >}} grey levels: the lower
# these, the less was risked, for most of so many axes are narrow (@fig-inside-decoded). In planes of two of the
# ten broadest axes it is {{< var face_rate.ae.core_broadest >}} at {{< var diversity.ae.core_broadest >}} grey
# levels. The posts saw clear features on such paths [@anracom2023frag6].

# %%
#| label: fig-inside-lines
#| fig-cap: "From one test image to another through the AE's cloud, straight and at even distance from the centre: the first and second, and the third and fourth test image. A dot below a picture: the detector finds a face."
#| fig-alt: "Four rows of nine small pictures that turn one reconstructed face into another; two rows per pair, straight and spherical, with dots below pictures in which a face is found."
images, faces = (moved[f"ae.lines.{what}"] for what in ("images", "faces"))
labels = ("straight", "spherical", "straight ", "spherical ")
figure = plots.figure_ways(
    {label: plots.Way(images[k], faces[k]) for k, label in enumerate(labels)},
    ticks=[f"{place:.2f}".rstrip("0").rstrip(".") for place in moved["shares"]],
    unit="share of the way [unitless]",
)

# %% [markdown]
# ## How far can one step from a good point? {#sec-inside-steps}
#
# Do points next to good ones decode chaotically, as was asserted [@anracom2022vae13]? Steps away from encoded
# test images by a quarter, half, all and twice of the cloud's size leave the AE's rate at
# {{< var face_rate.ae.step_random.l0_25 >}}, {{< var face_rate.ae.step_random.l0_5 >}},
# {{< var face_rate.ae.step_random.l1 >}} and {{< var face_rate.ae.step_random.l2 >}} in random directions, and at
# {{< var face_rate.ae.step_along.l0_25 >}}, {{< var face_rate.ae.step_along.l0_5 >}},
# {{< var face_rate.ae.step_along.l1 >}} and {{< var face_rate.ae.step_along.l2 >}} in directions in which the
# cloud extends. If neighbours of good points decoded chaotically, the rates of small steps would lie near that of
# the matched cube. A random direction is mostly one to which the decoder hardly answers; where the diversity does
# not change with such a step either, it has led nowhere.

# %%
#| label: fig-inside-steps
#| fig-cap: "Steps from encoded test images in the AE's cloud: face rate and diversity against the length of the step, with 95 % intervals, beside reconstructions (no step) and the matched cube."
#| fig-alt: "Two line charts with the length of the step in sizes of the cloud: face rate in per cent and diversity in grey levels for random directions and directions in which the cloud extends, with horizontal lines for reconstructions and the matched cube."
ways = {"random directions": "step_random", "where the cloud extends": "step_along"}
figure = plots.figure_by_setting(
    {
        title: {length: sets["ae"][f"{s}.{label}"] for label, length in informed.LENGTHS.items()}
        for title, s in ways.items()
    },
    {"reconstructions": data["ae"], "matched cube": sets["ae"]["cube_matched"]},
    setting="length of the step [sizes of the cloud]",
)

# %%
#| label: fig-inside-step-pictures
#| fig-cap: "Steps of growing length from the first and the second test image through the AE's cloud, in one random direction and in one in which the cloud extends. A dot below a picture: the detector finds a face."
#| fig-alt: "Four rows of nine small pictures that begin with a reconstructed face and change towards the right, less along random directions than along those in which the cloud extends; dots below pictures in which a face is found."
images, faces = (moved[f"ae.ways.{what}"] for what in ("images", "faces"))
labels = ("random", "along", "random ", "along ")
figure = plots.figure_ways(
    {label: plots.Way(images[k], faces[k]) for k, label in enumerate(labels)},
    ticks=[f"{length:g}" for length in moved["lengths"]],
    unit="length of the step [sizes of the cloud]",
)

# %% [markdown]
# ## All sets in one table {#sec-inside-rates}
#
# @tbl-inside-rates has every set of this chapter and of @sec-random-points. *Size* is the root mean square
# distance of its points from the cloud's centre over that of the training points. *Diversity* is a share of that
# of the network's test reconstructions. *Novelty* is the mean distance to the nearest training image over theirs,
# images averaged over squares of 4 x 4 pixels: below 1 a set keeps closer to training images than reconstructions
# of unseen images do, above 1 it is farther from all of them than those, as rubbish is too. Intervals of ratios are
# those of @donner2012ratio.

# %%
#| label: cell-inside-rates
everything = sets | {"vae": working}
trained = clouds | {"vae": np.asarray(series.z("vae")[train])}
lines = []
for label in dict.fromkeys(label for of in everything.values() for label in of):
    spoken = draw.spoken(label)
    for name in (name for name, of in everything.items() if label in of):
        one, of_data = everything[name][label], everything[name]["reconstruction_test"]
        size = np.sqrt(np.mean(one.from_centre(trained[name]) ** 2))
        relative = [one.relative_diversity(of_data).text(), one.novelty(of_data).text()]
        relative = ["1", "1"] if label == "reconstruction_test" else relative
        line = [spoken, draw.title(name), f"{one.rate.n:,}", f"{size:.2f}"]
        lines.append([*line, one.rate.text(), *relative])

# %%
#| label: tbl-inside-rates
#| tbl-cap: "All sets of points: face rate, diversity and novelty with 95 % intervals, and the size of the set, each relative to the network's own training points and test reconstructions."
header = ["set", "network", "n", "size", "face rate", "diversity", "novelty"]
Markdown(markdown_table(header, lines))

# %%
#| label: cell-inside-write
results.write(series.folder)
