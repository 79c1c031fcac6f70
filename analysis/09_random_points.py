# %% [markdown]
# # Which random points decode to faces? {#sec-random-points}
#
# An autoencoder turns an image into a point and that point back into an image. Nothing stops us from
# giving its decoder a point that no image was encoded to. The posts did so with components drawn
# uniformly from $[-b, b]$ and saw hardly a face: for nine boundaries from 0.5 to 50
# [@anracom2022curse1], for $b$ = 1, 1.5, 2 and 5 [@anracom2023frag5], and, with a VAE of tiny KL
# weight, for $[-2, 2]$, $[-10, 10]$ and the standard normal distribution [@anracom2022vae13]. One
# reason they gave is length: points of the wrong radius lie outside the shell of the z-points.
#
# The posts looked at a few selected images. Here an independent detector looks at
# {{< var random_points.samples >}} images of each sampler, drawn and not selected. With the cube whose
# mean radius equals the cloud's it finds a face in {{< var face_rate.ae.cube_matched >}} of the AE's
# images ({{< var face_rate.ae.cube_matched.low >}} to {{< var face_rate.ae.cube_matched.high >}}), and in
# {{< var face_rate.vae_tiny.cube_matched >}} of those of the VAE with the tiny KL weight; the
# reconstructions of test images have {{< var face_rate.ae.reconstruction_test >}} and
# {{< var face_rate.vae_tiny.reconstruction_test >}}. The VAE whose KL term works is the counter-example: points of
# the standard normal distribution give it {{< var face_rate.vae.normal >}}
# ({{< var face_rate.vae.normal.low >}} to {{< var face_rate.vae.normal.high >}}) where its reconstructions have
# {{< var face_rate.vae.reconstruction_test >}}.
#
# What would refute what? If length were all that is wrong, the matched cube would reach the rate of the
# reconstructions. If random points miss the faces, no cube may reach it at a diversity like theirs. A
# smoke edition decides neither: its networks hardly reconstruct.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-random-open
import numpy as np
from IPython.display import Markdown

import analysis.figures.generation as draw
from analysis.cloud import radius
from analysis.control_images import phase_scrambled, white_noise
from analysis.edition import open_edition
from analysis.faceness import judged
from analysis.figures.panels import use_house_style
from analysis.intervals import NORMAL_97_5, difference, rate_ratio
from analysis.nulls import permuted_components
from analysis.results import Results
from analysis.sampling import (
    matched_half_width,
    positive_cube,
    standard_normal,
    uniform_cube,
    wasserstein_half_width,
)
from analysis.shells import mean_radius, radius_sd
from analysis.tables import markdown_table

use_house_style()
series = open_edition(edition)
rng = series.rng(9)
results = Results("09_random_points")
n = series.sizes["face_samples"]
test, train = series.rows("test")[:n], series.rows("train")

# %% [markdown]
# ## The detector and its zero
#
# The detector is a cascade of local binary patterns that comes with scikit-image
# [@vanderwalt2014skimage]. Others trained it on photographs, and its settings were fixed before the
# first look. It overlooks some faces and takes some blots for faces. So the first thing to know
# is what it says about images whose content is known. *Originals* are test images. *Noise* has
# independent random pixels. *Scrambled* images have the spectrum and the mean colours of the
# originals with random phases: their blots are as large as a face's, and they show nothing.
#
# A rate alone can be bought: one good face, repeated, has a rate of 100 %. So beside each rate stands the
# diversity of its set, the root mean square difference of two of its images in grey levels. Noise shows that
# a high diversity says as little by itself.

# %%
#| label: cell-random-known
originals = np.asarray(series.images[test])
known = {
    "original": originals,
    "scrambled": phase_scrambled(originals, rng=rng.spawn(1)[0]),
    "noise": white_noise(n, rng=rng.spawn(1)[0]),
}
known_judged = {label: judged(images) for label, images in known.items()}
results.publish("random_points.samples", n, form=",d")
for label, (rate, spread) in known_judged.items():
    results.publish(f"face_rate.{label}", rate.value, **rate.ends, form=".1%")
    results.publish(f"diversity.{label}", **spread._asdict(), unit="grey level", form=".1f")

# %% [markdown]
# It finds a face in {{< var face_rate.original >}} of the originals
# ({{< var face_rate.original.low >}} to {{< var face_rate.original.high >}}; intervals are Wilson's at
# 95 % [@wilson1927interval]), in {{< var face_rate.scrambled >}} of the scrambled images and in
# {{< var face_rate.noise >}} of the noise. What it overlooks among originals it will overlook elsewhere.
#
# ## Points
#
# All cubes share one set of directions: the same random points, blown up from $b$ = 0.5 to $b$ = 50.
# What changes from one cube to the next is length and nothing else. The *matched* cube has the
# mean radius of the cloud of training points, by the exact mean radius of the unit cube
# (@sec-shells). The nine boundaries can also be read as those of positive components only; such points
# have the same radii and lie within about 30° of one single direction, so that their rate tells of that
# direction in that network.
#
# Three sets are for comparison. *Reconstructions* are decoded z-points of the test images. The *mean
# face* is the decoded mean of the cloud, one image. The *control* needs no image: each
# component of the training points is permuted across them. Every component keeps its density, so
# the points have the cloud's centre and widths, and belong to no image any more. It is no floor: the
# nearer its points' images are to the mean face, the higher its rate and the lower its diversity.

# %%
#| label: cell-random-points
cubes = {"b0_5": 0.5, "b1": 1, "b1_5": 1.5, "b2": 2, "b2_5": 2.5, "b5": 5, "b8": 8, "b10": 10}
cubes |= {"b15": 15, "b20": 20, "b30": 30, "b50": 50}
positive = {"b1_5": 1.5, "b5": 5, "b20": 20}
clouds = {name: np.asarray(series.z(name)[train]) for name in series.networks}
matched = {name: matched_half_width(z) for name, z in clouds.items()}
seeds = rng.integers(2**63, size=3)
points = {}
for name, z in clouds.items():
    draws = [np.random.default_rng(seed) for seed in seeds]
    unit = uniform_cube(z, half_width=1.0, n=n, rng=draws[0])
    corner = positive_cube(z, half_width=1.0, n=n, rng=draws[1])
    points[name] = {
        "reconstruction_test": np.asarray(series.z(name)[test]),
        "mean_face": z.mean(axis=0, keepdims=True),
        "control": permuted_components(z, rng=rng.spawn(1)[0])[:n],
        **{f"cube.{label}": b * unit for label, b in cubes.items()},
        "cube_matched": matched[name] * unit,
        **{f"positive_cube.{label}": b * corner for label, b in positive.items()},
        "positive_cube_matched": matched[name] * corner,
        "normal": standard_normal(z, n=n, rng=draws[2]),
    }

# %% [markdown]
# ## What they decode to
#
# Every image of every set is judged; the first five are kept for the figures. They are the first
# draws of a seeded generator, not a choice.

# %%
#| label: cell-random-decode
faces, shown = {}, {}
for name, sets in points.items():
    network = series.network(name)
    faces[name], shown[name] = {}, {}
    for label, z in sets.items():
        images = network.decode(z)
        faces[name][label], shown[name][label] = judged(images), images[:5]

# %%
#| label: cell-random-publish
for name, sets in faces.items():
    for label, (rate, spread) in sets.items():
        end = f"{name}.{label}"
        results.publish(f"face_rate.{end}", rate.value, **rate.ends, form=".1%")
        results.publish(f"diversity.{end}", **spread._asdict(), unit="grey level", form=".1f")

# %%
#| label: fig-random-known
#| fig-cap: "What the detector is measured with: test images, their reconstructions by each network, decoded control points whose components were permuted across images, scrambled originals and noise. The mean face is one image."
#| fig-alt: "Grid of small images, one column of panels per network, one row per set. Originals and reconstructions are faces, the reconstructions blurred; the control, the scrambled images and the noise are not meant to be."
figure = draw.figure_decoded(
    {
        name: {
            "original": originals[:5],
            "reconstruction": shown[name]["reconstruction_test"],
            "mean face": shown[name]["mean_face"],
            "control": shown[name]["control"],
            "scrambled": known["scrambled"][:5],
            "noise": known["noise"][:5],
        }
        for name in series.networks
    }
)

# %%
#| label: fig-random-cubes
#| fig-cap: "Five directions, blown up: the same random points of a cube at growing half-width b, decoded by each network, and five points of N(0, I). These are the first five draws, not chosen."
#| fig-alt: "Grid of small decoded images, one column of panels per network. Rows: half-widths 0.5 to 50, the matched cube, the standard normal. Along a column the same pattern grows from dull to garish."
rows = {"0.5": "b0_5", "1": "b1", "1.5": "b1_5", "2": "b2", "2.5": "b2_5", "5": "b5"}
rows |= {"8": "b8", "10": "b10", "15": "b15", "20": "b20", "30": "b30", "50": "b50"}
figure = draw.figure_decoded(
    {
        name: {f"b = {b}": shown[name][f"cube.{label}"] for b, label in rows.items()}
        | {"matched": shown[name]["cube_matched"], "N(0, I)": shown[name]["normal"]}
        for name in series.networks
    }
)

# %% [markdown]
# ## Rates
#
# @tbl-random-rates gives every rate with its interval and diversity, for each network by itself: the
# rate of a sampler without the name of the network says little. If length were what is wrong, the cubes' rate would
# rise to that of the reconstructions inside the grey band of @fig-random-rate-radius and fall on both
# sides of it.

# %%
#| label: tbl-random-rates
#| tbl-cap: "Face rates with 95 % intervals, and diversities in grey levels, of every set. The mean radius, in latent units, is that of the first network's points; samplers that do not look at the cloud have the same for all."
first = series.networks[0]
header = ["set", "mean radius"]
header += [f"{draw.title(name)}: {what}" for name in faces for what in ("rate", "diversity")]
table = [
    [
        draw.spoken(label),
        f"{radius(points[first][label]).mean():.1f}",
        *(cell for sets in faces.values() for cell in sets[label].cells()),
    ]
    for label in faces[first]
]
Markdown(markdown_table(header, table))

# %%
#| label: fig-random-rate-radius
#| fig-cap: "Is it the length? Face rate against the mean radius of the sampler, with 95 % intervals, for each network. Horizontal lines: rates of its test reconstructions and of the control without images. Grey band: the middle 95 % of the cloud's radii."
#| fig-alt: "Two line charts side by side, mean radius on a logarithmic axis against face rate in per cent, with error bars for the signed cubes, the positive cubes and the standard normal, a grey band for the cloud's radii and two horizontal lines."
bands = {name: np.percentile(radius(z), [2.5, 97.5]) for name, z in clouds.items()}
signed = {name: ["cube_matched", *(f"cube.{label}" for label in cubes)] for name in clouds}
corners = ["positive_cube_matched", *(f"positive_cube.{label}" for label in positive)]
length = {name: {s: radius(z).mean() for s, z in sets.items()} for name, sets in points.items()}
figure = draw.figure_rate_radius(
    {
        name: draw.RateFigure(
            {
                title: draw.RateCurve(
                    sorted(length[name][s] for s in sets),
                    [faces[name][s].rate for s in sorted(sets, key=length[name].get)],
                    style,
                )
                for title, sets, style in (
                    ("cube [−b, b]", signed[name], {"marker": "o", "color": "C0"}),
                    ("positive cube [0, b]", corners, {"marker": "s", "color": "C1"}),
                    ("N(0, I)", ["normal"], {"marker": "^", "color": "C2", "ls": ""}),
                )
            },
            {
                "reconstructions": faces[name]["reconstruction_test"].rate,
                "control": faces[name]["control"].rate,
            },
            bands[name],
        )
        for name in series.networks
    }
)

# %% [markdown]
# ## Is it the length?
#
# The half-width at which the cube's mean radius equals the cloud's is
# {{< var random_points.matched_half_width.ae >}} for the AE and
# {{< var random_points.matched_half_width.vae_tiny >}} for the tiny-KL VAE; by Wasserstein's distance of the radii it is
# {{< var random_points.wasserstein_half_width.ae >}} and
# {{< var random_points.wasserstein_half_width.vae_tiny >}}. The posts reported 1.5 as the best and 1 to 2 as
# acceptable; the number scales with the cloud and is another for every network. Even the matched
# shell is thin: {{< var random_points.share_in_shell.ae >}} of the AE's cloud lie within
# the middle 95 % of the cube's radii.
#
# The matched cube's rate differs from that of the reconstructions by
# {{< var random_points.from_reconstruction.ae >}} percentage points
# ({{< var random_points.from_reconstruction.ae.low >}} to {{< var random_points.from_reconstruction.ae.high >}})
# for the AE and by {{< var random_points.from_reconstruction.vae_tiny >}}
# ({{< var random_points.from_reconstruction.vae_tiny.low >}} to
# {{< var random_points.from_reconstruction.vae_tiny.high >}}) for the VAE. With $b$ = 1.5 the AE's rate is
# {{< var random_points.ratio_b1_5.ae >}} times that of its reconstructions
# ({{< var random_points.ratio_b1_5.ae.low >}} to {{< var random_points.ratio_b1_5.ae.high >}}), the VAE's
# {{< var random_points.ratio_b1_5.vae_tiny >}} times. A right length alone brings back the faces only where these
# differences vanish.
#
# Is what is left the detector's error? At $b$ = 10 the AE has a rate of {{< var face_rate.ae.cube.b10 >}}, which
# differs from that of the scrambled originals by {{< var random_points.from_scrambled.ae >}} percentage points
# ({{< var random_points.from_scrambled.ae.low >}} to {{< var random_points.from_scrambled.ae.high >}}). Above
# zero it means that a decoder's blots, having the size and place of features, pass for a face more often than
# random blots do. The occasional near-hit that the posts report among many random points
# [@anracom2022curse1] is what such a rate gives.
#
# The control has the radii of the cloud too, and also its centre. It differs from the matched cube by
# {{< var random_points.control_from_cube.ae >}} percentage points
# ({{< var random_points.control_from_cube.ae.low >}} to {{< var random_points.control_from_cube.ae.high >}})
# for the AE, at a diversity of {{< var diversity.ae.control >}} grey levels against
# {{< var diversity.ae.cube_matched >}} of the cube and {{< var diversity.ae.reconstruction_test >}} of the
# reconstructions. @sec-inside takes apart what centre, widths and correlations each bring.
#
# Do the AE and the tiny-KL VAE behave alike? The matched cube's rates differ by
# {{< var random_points.between_networks.cube_matched >}} percentage points
# ({{< var random_points.between_networks.cube_matched.low >}} to
# {{< var random_points.between_networks.cube_matched.high >}}), those of the standard normal by
# {{< var random_points.between_networks.normal >}}. Both are one training each: a difference between them is
# no difference between kinds of networks until more trainings show it.
#
# ## A KL term that works {#sec-random-vae}
#
# The posts trained a VAE with `fact` of about 5 and saw faces from random points [@anracom2022vae11]. Here the rate of
# points from N(0, I) is {{< var random_points.normal_ratio.vae >}} times that of its own reconstructions
# ({{< var random_points.normal_ratio.vae.low >}} to {{< var random_points.normal_ratio.vae.high >}}), at a diversity of
# {{< var diversity.vae.normal >}} grey levels against {{< var diversity.vae.reconstruction_test >}}; for the AE the
# ratio is {{< var random_points.normal_ratio.ae >}}. Its cloud has been pulled to where these points fall: even the
# matched cube has {{< var face_rate.vae.cube_matched >}}. That the KL term is needed for this does not follow;
# @sec-inside asks what a sampler that knows the AE's cloud can do.

# %%
#| label: cell-random-length
for name, z in clouds.items():
    b, dim = matched[name], z.shape[1]
    half_widths = {"matched": b, "wasserstein": wasserstein_half_width(z, rng=rng.spawn(1)[0])}
    for label, value in half_widths.items():
        results.publish(
            f"random_points.{label}_half_width.{name}", value, unit="latent units", form=".2f"
        )
    off = radius(z) - mean_radius(dim, half_width=b)
    inside = np.mean(abs(off) < NORMAL_97_5 * radius_sd(dim, half_width=b))
    results.publish(f"random_points.share_in_shell.{name}", inside, form=".0%")

# %%
#| label: cell-random-verdict
in_points = {"unit": "percentage points", "form": "+.1f"}
for name, of in faces.items():
    rates = {label: one.rate.interval for label, one in of.items()}
    pairs = {
        "from_reconstruction": (rates["cube_matched"], rates["reconstruction_test"]),
        "control_from_cube": (rates["control"], rates["cube_matched"]),
        "from_scrambled": (rates["cube.b10"], known_judged["scrambled"].rate.interval),
    }
    for label, pair in pairs.items():
        gap = difference(*pair).percent()
        results.publish(f"random_points.{label}.{name}", **gap._asdict(), **in_points)
    ratio = rate_ratio(of["cube.b1_5"].rate, of["reconstruction_test"].rate)
    results.publish(f"random_points.ratio_b1_5.{name}", **ratio._asdict(), form=".2f")
    ratio = rate_ratio(of["normal"].rate, of["reconstruction_test"].rate)
    results.publish(f"random_points.normal_ratio.{name}", **ratio._asdict(), form=".2f")
for label in ("cube_matched", "normal"):
    ae, vae = (faces[name][label].rate.interval for name in ("ae", "vae_tiny"))
    gap = difference(vae, ae).percent()
    results.publish(f"random_points.between_networks.{label}", **gap._asdict(), **in_points)

# %%
#| label: cell-random-write
results.write(series.folder)
