# %% [markdown]
# # Which informed points decode to faces? {#sec-inside}
#
# The cubes of @sec-random-points know nothing of the cloud of z-points but its length. The later posts
# asked what a sampler has to know. They drew every component uniformly within its own centre ±
# `fact` · half-width, for `fact` from 0.4 to 1.0, and found new faces, with defects everywhere, and more
# failures and more variety the larger `fact`. They put the failures down to correlations between
# components, which such boxes ignore [@anracom2023frag7], and went on to treat the cloud as a
# multivariate normal [@anracom2023frag8; @anracom2023frag10].
#
# We draw from Gaussians that know more and more of the cloud: one about the origin with the cloud's mean
# squared radius, and three with its total variance, about its centre, with each component's width,
# and with all correlations. The AE's face rates are {{< var face_rate.ae.origin_gaussian >}},
# {{< var face_rate.ae.isotropic_gaussian >}}, {{< var face_rate.ae.diagonal_gaussian >}} and
# {{< var face_rate.ae.full_gaussian >}}, at diversities of {{< var diversity.ae.origin_gaussian >}},
# {{< var diversity.ae.isotropic_gaussian >}}, {{< var diversity.ae.diagonal_gaussian >}} and
# {{< var diversity.ae.full_gaussian >}} grey levels. The two have to be read together: the
# cloud's mean decodes to one face that is always found, and a sampler that stays close to
# it has a perfect rate and nothing to show.
#
# What would refute the posts' reason? If correlations are what the boxes lack, the full Gaussian
# must have more faces than the diagonal one at equal total variance, or, where the diagonal one's rate is bought
# with sameness, at equal diversity. A smoke edition cannot decide it: its networks hardly
# reconstruct, and its intervals are wide.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-inside-open
import numpy as np
from IPython.display import Markdown

import analysis.figures.generation as draw
from analysis.cloud import mahalanobis, radius, variance_inflation
from analysis.edition import open_edition
from analysis.faceness import coarse, judged, nearest_image, rate_at
from analysis.figures.panels import figure_image_rows, use_house_style
from analysis.intervals import difference, wilson_interval
from analysis.results import Results
from analysis.sampling import (
    box_scale,
    component_box,
    diagonal_gaussian,
    full_gaussian,
    halfway,
    isotropic_gaussian,
    origin_gaussian,
    stepped,
    total_sd,
)
from analysis.tables import markdown_table

use_house_style()
series = open_edition(edition)
rng = series.rng(10)
results = Results("10_inside_the_cloud")
n = series.sizes["face_samples"]
test, train = series.rows("test")[:n], series.rows("train")
clouds = {name: np.asarray(series.z(name)[train]) for name in ("ae", "vae_tiny")}
held_out = {name: np.asarray(series.z(name)[test]) for name in ("ae", "vae_tiny")}

# %% [markdown]
# ## Samplers
#
# Centres are medians; half-widths are 1.177 robust standard deviations, from each component's quartiles.
# A box with `fact` = 1 has {{< var informed_points.box_scale.ae >}} of the AE cloud's size: boxes lie
# inside the shell of the training points, the smaller `fact` the nearer to the centre. To tell
# shape from size, Gaussians are drawn at several sizes too, and one
# box is widened until its total variance equals the cloud's. All sizes of one sampler share one set of
# directions.

# %%
#| label: cell-inside-samplers
facts = {"f0_4": 0.4, "f0_5": 0.5, "f0_6": 0.6, "f0_7": 0.7, "f0_8": 0.8, "f0_9": 0.9, "f1_0": 1.0}
narrow_and_wide = {
    "diagonal": {"s0_5": 0.5, "s2": 2, "s3": 3, "s4": 4},
    "full": {"s0_5": 0.5, "s2": 2},
}
same = np.random.default_rng
points = {}
for name, z in clouds.items():
    box, diagonal, full = rng.integers(2**63, size=3)
    sizes = {f"component_box.{label}": fact for label, fact in facts.items()}
    sizes["component_box_equal"] = 1.0 / box_scale(z, fact=1.0)
    results.publish(f"informed_points.box_scale.{name}", box_scale(z, fact=1.0), form=".0%")
    points[name] = {
        "reconstruction_test": held_out[name],
        "mean_face": z.mean(axis=0, keepdims=True),
        "origin_gaussian": origin_gaussian(z, n=n, rng=rng.spawn(1)[0]),
        "isotropic_gaussian": isotropic_gaussian(z, n=n, rng=rng.spawn(1)[0]),
        "diagonal_gaussian": diagonal_gaussian(z, n=n, rng=same(diagonal)),
        "full_gaussian": full_gaussian(z, n=n, rng=same(full)),
    }
    for label, fact in sizes.items():
        points[name][label] = component_box(z, fact=fact, n=n, rng=same(box))
    for label, scale in narrow_and_wide["diagonal"].items():
        drawn = diagonal_gaussian(z, n=n, rng=same(diagonal), scale=scale)
        points[name][f"diagonal_scaled.{label}"] = drawn
    for label, scale in narrow_and_wide["full"].items():
        points[name][f"full_scaled.{label}"] = full_gaussian(z, n=n, rng=same(full), scale=scale)

# %% [markdown]
# Two more questions of the posts are answered by moving from encoded images. Do arbitrary paths run through bad
# regions [@anracom2022curse1]? We take the middle between two encoded test images, and between two points
# of the Gaussian about the origin. Do points next to good ones decode chaotically
# [@anracom2022vae13]? We step away from encoded test images by half and by all of the cloud's size, in
# random directions and in directions in which the cloud extends.

# %%
#| label: cell-inside-paths
for name, z in clouds.items():
    start, size = held_out[name], total_sd(z)
    steps = {
        "random": isotropic_gaussian(z, n=len(start), rng=rng.spawn(1)[0]) - z.mean(axis=0),
        "along": full_gaussian(z, n=len(start), rng=rng.spawn(1)[0]) - z.mean(axis=0),
    }
    points[name]["halfway_encoded"] = halfway(start)
    points[name]["halfway_origin"] = halfway(points[name]["origin_gaussian"])
    for kind, directions in steps.items():
        for label, share in {"l0_5": 0.5, "l1": 1.0}.items():
            moved = stepped(start, steps=directions, length=share * size)
            points[name][f"step_{kind}.{label}"] = moved

# %%
#| label: cell-inside-decode
faces, shown, whole = {}, {}, {}
for name, sets in points.items():
    network = series.network(name)
    faces[name], shown[name] = {}, {}
    for label, z in sets.items():
        images = network.decode(z)
        faces[name][label], shown[name][label] = judged(images), images[:8]
        if label == "full_gaussian":
            whole[name] = {"Gaussian samples": images}
    whole[name]["test reconstructions"] = network.decode(held_out[name])
    whole[name]["training reconstructions"] = network.decode(clouds[name][:n])

# %%
#| label: cell-inside-publish
theirs = {"reconstruction_test", "mean_face"}  # published by the chapter before
for name, sets in faces.items():
    for label in (label for label in sets if label not in theirs):
        end, (rate, spread) = f"{name}.{label}", sets[label]
        results.publish(f"face_rate.{end}", rate.value, **rate.ends, form=".1%")
        results.publish(f"diversity.{end}", **spread._asdict(), unit="grey level", form=".1f")

# %%
#| label: fig-inside-story
#| fig-cap: "Right radius, wrong place. Test images, their reconstructions by the AE, and first draws of two Gaussians, decoded: one about the origin with the cloud's mean squared radius, one with the cloud's mean and covariance. The detector finds a face in {{< var face_rate.ae.origin_gaussian >}} and {{< var face_rate.ae.full_gaussian >}} of their images."
#| fig-alt: "Four rows of eight small images. Test images and reconstructions are faces, the latter blurred; the Gaussian about the origin gives dull patterns, the one with the cloud's moments faces."
figure = figure_image_rows(
    {
        "test images": series.images[test[:8]],
        "reconstructions": shown["ae"]["reconstruction_test"],
        "about the origin,\nright radius": shown["ae"]["origin_gaussian"],
        "mean and covariance\nof the cloud": shown["ae"]["full_gaussian"],
    }
)

# %%
#| label: fig-inside-decoded
#| fig-cap: "What informed points decode to, first draws of each sampler. Boxes of one network share their directions: as fact grows, one pattern departs from the mean face."
#| fig-alt: "Grid of small decoded images, one column of panels per network; rows are component-wise boxes of growing size, the isotropic, the diagonal and the full Gaussian, and test reconstructions."
rows = {f"fact = {fact}": f"component_box.{label}" for label, fact in facts.items()}
rows |= {"isotropic": "isotropic_gaussian", "diagonal": "diagonal_gaussian"}
rows |= {"full": "full_gaussian", "reconstructions": "reconstruction_test"}
figure = draw.figure_decoded(
    {name: {title: shown[name][label][:5] for title, label in rows.items()} for name in clouds}
)

# %%
#| label: tbl-inside-rates
#| tbl-cap: "Face rates with 95 % intervals, and diversities in grey levels, of every informed sampler. Size is the root mean square distance from the cloud's centre over that of the cloud, for the first network."
first = "ae"
centre, unit = clouds[first].mean(axis=0), total_sd(clouds[first])
header = ["set", "size"]
header += [f"{draw.title(name)}: {what}" for name in faces for what in ("rate", "diversity")]
table = [
    [
        draw.spoken(label),
        f"{np.sqrt(np.mean(radius(points[first][label] - centre) ** 2)) / unit:.2f}",
        *(cell for sets in faces.values() for cell in sets[label].cells()),
    ]
    for label in faces[first]
]
Markdown(markdown_table(header, table))

# %% [markdown]
# ## What must a sampler know?
#
# @fig-inside-ladder adds one piece of knowledge at a time. Moving the Gaussian from the origin to the
# cloud's centre changes the AE's rate by {{< var informed_points.centre_gain.ae >}} percentage points
# ({{< var informed_points.centre_gain.ae.low >}} to {{< var informed_points.centre_gain.ae.high >}}), and the
# VAE's by {{< var informed_points.centre_gain.vae_tiny >}}: so much is missed by a sampler with the right
# length and the wrong centre.
#
# Adding the correlations changes the AE's rate by {{< var informed_points.correlation_gain.ae >}} percentage points
# ({{< var informed_points.correlation_gain.ae.low >}} to
# {{< var informed_points.correlation_gain.ae.high >}}) and its diversity by
# {{< var informed_points.correlation_diversity.ae >}} grey levels
# ({{< var informed_points.correlation_diversity.ae.low >}} to
# {{< var informed_points.correlation_diversity.ae.high >}}); for the VAE it is
# {{< var informed_points.correlation_gain.vae_tiny >}} percentage points
# ({{< var informed_points.correlation_gain.vae_tiny.low >}} to
# {{< var informed_points.correlation_gain.vae_tiny.high >}}) and
# {{< var informed_points.correlation_diversity.vae_tiny >}} grey levels. At equal total variance, then,
# the posts' reason predicts a positive first number. A negative one beside a large second
# says something else: without correlations most of the variance goes into directions to which the
# decoder hardly answers, and what comes out is the mean face in slight disguise.

# %%
#| label: fig-inside-ladder
#| fig-cap: "Four Gaussians that know more and more of the cloud, and test reconstructions: face rate and diversity with 95 % intervals. The first is centred on the origin and has the cloud's mean squared radius; the others have its total variance."
#| fig-alt: "Two dot charts side by side: rows are the samplers from the least to the most informed and the test reconstructions; dots with error bars show face rate in per cent and diversity in grey levels, one marker per network."
rungs = {"about the origin": "origin_gaussian", "+ centre": "isotropic_gaussian"}
rungs |= {"+ widths": "diagonal_gaussian", "+ correlations": "full_gaussian"}
rungs |= {"reconstructions": "reconstruction_test"}
figure = draw.figure_ladder(
    {name: {title: faces[name][label] for title, label in rungs.items()} for name in faces}
)

# %% [markdown]
# ## Where the samplers' points lie
#
# A point can be too near the centre and too far from the cloud at once. Its plain distance from the centre
# tells how far it goes; its Mahalanobis distance tells whether it goes where the cloud extends. For
# independent components the mean squared Mahalanobis distance per dimension equals the mean variance
# inflation factor of the cloud, which is 1 without correlations. Here it is
# {{< var informed_points.mean_inflation.ae >}} for the AE and
# {{< var informed_points.mean_inflation.vae_tiny >}} for the VAE; test images have
# {{< var informed_points.mahalanobis_square.ae.reconstruction_test >}}, the box with `fact` = 0.4 has
# {{< var informed_points.mahalanobis_square.ae.component_box.f0_4 >}} and the diagonal Gaussian
# {{< var informed_points.mahalanobis_square.ae.diagonal_gaussian >}} in the AE's cloud. To
# shrink the diagonal Gaussian to the Mahalanobis distance of the cloud is to collapse it to the mean
# face, so samplers are compared at equal total variance.
#
# The posts put the origin in a border region of the bulk [@anracom2023frag5]. Its Mahalanobis distance is
# {{< var informed_points.origin_distance.ae >}} √z_dim for the AE, and
# {{< var informed_points.beyond_origin.ae >}} of the test images lie farther out; for the VAE it is
# {{< var informed_points.origin_distance.vae_tiny >}} √z_dim and {{< var informed_points.beyond_origin.vae_tiny >}}.

# %%
#| label: cell-inside-places
kinds = {"test images": "reconstruction_test", "box, fact 0.4": "component_box.f0_4"}
kinds |= {"box, fact 1": "component_box.f1_0", "diagonal Gaussian": "diagonal_gaussian"}
kinds |= {"full Gaussian": "full_gaussian", "about the origin": "origin_gaussian"}
places = {}
for name, z in clouds.items():
    centre, size, root = z.mean(axis=0), total_sd(z), np.sqrt(z.shape[1])
    places[name] = {
        title: (
            radius(points[name][label] - centre) / size,
            mahalanobis(points[name][label], cloud=z) / root,
        )
        for title, label in kinds.items()
    }
    origin = mahalanobis(np.zeros((1, z.shape[1])), cloud=z)[0] / root
    beyond = np.mean(places[name]["test images"][1] > origin)
    inflation = variance_inflation(z).mean()
    results.publish(f"informed_points.origin_distance.{name}", origin, form=".1f")
    results.publish(f"informed_points.beyond_origin.{name}", beyond, form=".1%")
    results.publish(f"informed_points.mean_inflation.{name}", inflation, form=",.1f")
    for title, label in kinds.items():
        squares = np.mean(places[name][title][1] ** 2)
        results.publish(f"informed_points.mahalanobis_square.{name}.{label}", squares, form=",.1f")

# %%
#| label: fig-inside-positions
#| fig-cap: "Near the centre is not inside the cloud. Mahalanobis distance against plain distance from the centre, in units in which a cloud of the same moments lies around (1, 1); logarithmic vertical axis."
#| fig-alt: "Two scatter plots, one per network. Test images and the full Gaussian lie around one on both axes; boxes lie left and above, the diagonal Gaussian above, the Gaussian about the origin above and to the right."
figure = draw.figure_positions(places)

# %% [markdown]
# ## Rate against diversity
#
# From `fact` = 0.4 to 1.0 the boxes' rate changes by {{< var informed_points.fact_rate.ae >}} percentage points
# ({{< var informed_points.fact_rate.ae.low >}} to {{< var informed_points.fact_rate.ae.high >}}) for the AE, and
# the diversity by {{< var informed_points.fact_diversity.ae >}} grey levels
# ({{< var informed_points.fact_diversity.ae.low >}} to {{< var informed_points.fact_diversity.ae.high >}}). The posts saw
# both grow, failures and variety. At `fact` = 1 the diversity is
# {{< var diversity.ae.component_box.f1_0 >}} grey levels, that of the reconstructions
# {{< var diversity.ae.reconstruction_test >}}. A rate that stays at 100 % does not say that there are no defects:
# the detector asks whether there is a face, not whether it is well made.
#
# The fair question is which sampler has more faces at the same diversity. At that of the reconstructions,
# interpolated between sizes, the AE's full Gaussian has {{< var informed_points.full_equal.ae >}} and
# the diagonal one {{< var informed_points.diagonal_equal.ae >}}, a difference of
# {{< var informed_points.correlation_gain_equal.ae >}} percentage points
# ({{< var informed_points.correlation_gain_equal.ae.low >}} to
# {{< var informed_points.correlation_gain_equal.ae.high >}}; the error of the interpolation is not in it). For the
# VAE the difference is {{< var informed_points.correlation_gain_equal.vae_tiny >}}
# ({{< var informed_points.correlation_gain_equal.vae_tiny.low >}} to
# {{< var informed_points.correlation_gain_equal.vae_tiny.high >}}). Correlations matter for the faces of a network
# where this interval lies above zero.
#
# What remains to be explained beyond mean and covariance is the full Gaussian against the
# reconstructions: {{< var informed_points.full_from_reconstruction.ae >}} percentage points
# ({{< var informed_points.full_from_reconstruction.ae.low >}} to
# {{< var informed_points.full_from_reconstruction.ae.high >}}) for the AE and
# {{< var informed_points.full_from_reconstruction.vae_tiny >}}
# ({{< var informed_points.full_from_reconstruction.vae_tiny.low >}} to
# {{< var informed_points.full_from_reconstruction.vae_tiny.high >}}) for the VAE. A multivariate normal has no
# filaments; the nearer these numbers are to zero, the less filaments are needed to explain why random
# points fail.

# %%
#| label: fig-inside-trade-off
#| fig-cap: "Which sampler has more faces at the same diversity? Each curve is one sampler at growing size; a good one stays high as it moves right. 95 % intervals of the rates."
#| fig-alt: "Two charts, one per network: diversity in grey levels against face rate in per cent, curves for boxes, diagonal Gaussians and full Gaussians, single black marks for test reconstructions, the mean face and the Gaussian about the origin."
curves = {
    "component box": [*(f"component_box.{label}" for label in facts), "component_box_equal"],
    "diagonal": ["diagonal_scaled.s0_5", "diagonal_gaussian"],
    "full": ["full_scaled.s0_5", "full_gaussian", "full_scaled.s2"],
}
curves["diagonal"] += [f"diagonal_scaled.{label}" for label in ("s2", "s3", "s4")]
marks = {
    "test reconstructions": "reconstruction_test",
    "about the origin": "origin_gaussian",
    "mean face": "mean_face",
}
figure = draw.figure_trade_off(
    {
        name: (
            {title: [of[label] for label in labels] for title, labels in curves.items()},
            {title: of[label] for title, label in marks.items()},
        )
        for name, of in faces.items()
    }
)

# %%
#| label: cell-inside-verdict
in_points = {"unit": "percentage points", "form": "+.1f"}
in_grey = {"unit": "grey level", "form": "+.1f"}
for name, of in faces.items():
    target = of["reconstruction_test"].diversity.value
    equal = {
        title: rate_at([of[label] for label in curves[title]], target)
        for title in ("diagonal", "full")
    }
    rates = {label: one.rate.interval for label, one in of.items()}
    spreads = {label: one.diversity for label, one in of.items()}
    wide, narrow = "component_box.f1_0", "component_box.f0_4"
    gaps = {
        "centre_gain": (rates["isotropic_gaussian"], rates["origin_gaussian"]),
        "correlation_gain": (rates["full_gaussian"], rates["diagonal_gaussian"]),
        "correlation_gain_equal": (equal["full"], equal["diagonal"]),
        "full_from_reconstruction": (rates["full_gaussian"], rates["reconstruction_test"]),
        "fact_rate": (rates[wide], rates[narrow]),
    }
    for label, pair in gaps.items():
        gap = difference(*pair).percent()
        results.publish(f"informed_points.{label}.{name}", **gap._asdict(), **in_points)
    for title, rate in equal.items():
        results.publish(f"informed_points.{title}_equal.{name}", **rate._asdict(), form=".1%")
    pairs = {"correlation": ("full_gaussian", "diagonal_gaussian"), "fact": (wide, narrow)}
    for label, (more, less) in pairs.items():
        gap = difference(spreads[more], spreads[less])
        results.publish(f"informed_points.{label}_diversity.{name}", **gap._asdict(), **in_grey)

# %% [markdown]
# ## Paths and neighbours
#
# Halfway between two encoded test images the AE decodes to a face in
# {{< var face_rate.ae.halfway_encoded >}}, halfway between two points of the Gaussian about the origin in
# {{< var face_rate.ae.halfway_origin >}}: whether a path runs through bad regions depends on its ends.
# A step of half the cloud's size away from an encoded test image leaves the rate at
# {{< var face_rate.ae.step_random.l0_5 >}} in random directions and at
# {{< var face_rate.ae.step_along.l0_5 >}} in those in which the cloud extends, a step of its whole size at
# {{< var face_rate.ae.step_random.l1 >}} and {{< var face_rate.ae.step_along.l1 >}}. If
# neighbours of good points decoded chaotically, these rates would lie near that of the Gaussian about the origin.
#
# ## Are they new?
#
# A sampler that repeats training images has perfect faces too. So the images that the full Gaussian decodes to
# are compared with all training images, averaged over squares of 4 by 4 pixels because decoded images
# are blurred. Reconstructions of training images show how near a copy would be:
# {{< var novelty.ae.own >}} of the AE's find their own original, at a median distance of
# {{< var novelty.ae.training >}} grey levels. Reconstructions of test images show how far a new
# face is: {{< var novelty.ae.test >}} grey levels. The Gaussian's images lie at
# {{< var novelty.ae.samples >}}, and {{< var novelty.ae.copies >}} of them
# ({{< var novelty.ae.copies.low >}} to {{< var novelty.ae.copies.high >}}) nearer to a training image
# than the median copy. For the VAE the three distances are {{< var novelty.vae_tiny.training >}},
# {{< var novelty.vae_tiny.test >}} and {{< var novelty.vae_tiny.samples >}}. New is said of the whole image here;
# a repeated nose would pass.

# %%
#| label: cell-inside-novelty
known = coarse(series.images)[train]
names = {
    "Gaussian samples": "samples",
    "test reconstructions": "test",
    "training reconstructions": "training",
}
nearest, distances = {}, {}
for name, sets in whole.items():
    found = {title: nearest_image(images, known=known) for title, images in sets.items()}
    distances[name] = {title: far for title, (_, far) in found.items()}
    nearest[name] = series.images[train[found["Gaussian samples"][0][:8]]]
    originals = found["training reconstructions"][0]
    own = np.mean(originals == np.arange(len(originals)))
    results.publish(f"novelty.{name}.own", own, form=".1%")
    for title, label in names.items():
        middle = np.median(distances[name][title])
        results.publish(f"novelty.{name}.{label}", middle, unit="grey level", form=".1f")
    limit = np.median(distances[name]["training reconstructions"])
    copies = wilson_interval(int(np.sum(distances[name]["Gaussian samples"] < limit)), n)
    results.publish(f"novelty.{name}.copies", **copies._asdict(), form=".1%")

# %%
#| label: fig-inside-nearest
#| fig-cap: "First draws of the full Gaussian, decoded, and below each the training image that is nearest to it."
#| fig-alt: "Rows of eight small images: decoded samples and their nearest training images, for each network."
rows = {}
for name in clouds:
    rows[f"{draw.title(name)}\nsample"] = shown[name]["full_gaussian"]
    rows[f"{draw.title(name)}\nnearest"] = nearest[name]
figure = figure_image_rows(rows)

# %%
#| label: fig-inside-novelty
#| fig-cap: "Copies or new faces? Cumulative shares of the distance to the nearest training image: samples that were copies would follow the reconstructions of training images, new faces those of test images."
#| fig-alt: "Two charts of cumulative shares, one per network: distance to the nearest training image for Gaussian samples, test reconstructions and training reconstructions."
figure = draw.figure_distances(distances)

# %%
#| label: cell-inside-write
results.write(series.folder)
