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
# The posts looked at a few selected images. Here an independent detector looks at all
# {{< var random_points.cube_samples >}} images of each signed cube for the AE, and at
# {{< var random_points.samples >}} of most other sets, drawn and not selected. With the cube whose
# mean radius equals the cloud's it finds a face in {{< var face_rate.ae.cube_matched >}} of the AE's
# images ({{< var face_rate.ae.cube_matched.low >}} to {{< var face_rate.ae.cube_matched.high >}}), and in
# {{< var face_rate.vae_tiny.cube_matched >}} of those of the VAE with the tiny KL weight; the
# reconstructions of test images have {{< var face_rate.ae.reconstruction_test >}} and
# {{< var face_rate.vae_tiny.reconstruction_test >}}. Points of the standard normal distribution give the VAE whose
# KL term works {{< var face_rate.vae.normal >}}
# ({{< var face_rate.vae.normal.low >}} to {{< var face_rate.vae.normal.high >}}) where its reconstructions have
# {{< var face_rate.vae.reconstruction_test >}}: the nearer these two, the more it is a counter-example.
#
# What would refute what? If length were all that is wrong, sets of the right length would reach the rate of the
# reconstructions, and reconstructions stretched to a wrong length would lose theirs. If random points
# miss the faces, no cube may reach that rate at a diversity like theirs. A smoke edition decides neither:
# its networks hardly reconstruct. Numbers of points, sets and rules were fixed before the first look.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-random-open
import numpy as np
from IPython.display import Markdown

import analysis.figures.generation as draw
import analysis.figures.random_points as plots
from analysis.cloud import radius
from analysis.edition import open_edition
from analysis.figures.panels import use_house_style
from analysis.intervals import NORMAL_97_5, difference, rate_ratio, sampled_mean
from analysis.judging import read_judgements
from analysis.random_sets import HALF_WIDTHS, INSTRUMENTS, STRETCHES, label_of
from analysis.results import Results
from analysis.sampling import matched_half_width, uniform_cube, wasserstein_half_width
from analysis.shells import mean_radius, radius_sd

use_house_style()
series = open_edition(edition)
rng = series.rng(9)
results = Results("09_random_points")
found = series.experiment("random_points")
sets = {name: read_judgements(found, of=f"{name}.") for name in series.networks}
known = read_judgements(found, of="known.")
data = {name: of["reconstruction_test"] for name, of in sets.items()}
train = series.rows("train")
clouds = {name: np.asarray(series.z(name)[train]) for name in series.networks}
results.publish("random_points.samples", data["ae"].rate.n, form=",d")
results.publish("random_points.cube_samples", sets["ae"]["cube_matched"].rate.n, form=",d")
results.publish("random_points.few", sets["ae"]["positive_cube_matched"].rate.n, form=",d")

# %% [markdown]
# ## The detector and its zero {#sec-random-detector}
#
# The detector is a cascade of local binary patterns that comes with scikit-image
# [@vanderwalt2014skimage]. Others trained it on photographs, and its settings were fixed before the
# first look. It overlooks some faces and takes some blots for faces. So the first thing to know
# is what it says about images whose content is known. *Originals* are test images. *Scrambled* images have
# the spectrum and the mean colours of the originals with random phases: their blots are as large as a
# face's, and they show nothing. *Shuffled* images have the pixels of the originals in random places, *noise* has
# independent random pixels.
#
# Three sets come from each network. *Reconstructions* are decoded z-points of test images; those of other
# test images tell how much two such sets differ by chance. The *mean face* is the decoded mean of
# the cloud, one image. The *control* needs no image: each component of the training points is permuted across
# them. Every component keeps its density, so the points have the cloud's centre and widths, and belong
# to no image any more. It is no floor: the nearer its points' images are to the mean face, the higher its
# rate and the lower its diversity.
#
# A rate alone can be bought: one good face, repeated, has a rate of 100 %. So beside each rate stands the
# diversity of its set, the root mean square difference of two of its images, as a share of that of
# the network's reconstructions. Noise shows that a high diversity says as little by itself.

# %%
#| label: cell-random-publish
everything = {f"{name}.{label}": one for name, of in sets.items() for label, one in of.items()}
for label, one in (everything | known).items():
    results.publish(f"face_rate.{label}", one.rate.value, **one.rate.ends, form=".1%")
    spread = one.diversity
    results.publish(f"diversity.{label}", **spread._asdict(), unit="grey level", form=".1f")

# %%
#| label: fig-random-calibration
#| fig-cap: "What the detector says of images whose content is known: face rates and diversities with 95 % intervals. Diversities are shares of that of the network's own reconstructions, those of images without a network of the AE's."
#| fig-alt: "Two dot charts side by side with the same rows: originals, scrambled, shuffled and other images without a network, reconstructions, those of other test images, and the control, with one marker per network; dots with error bars show face rate in per cent and relative diversity."
kinds = {"original": "originals", "scrambled": "scrambled", "shuffled": "shuffled"}
kinds |= {"noise": "noise", "headless": "stand-ins without head"}
decoded = {"reconstruction_test": "reconstructions", "reconstruction_other": "of other images"}
decoded["control"] = "control"
images_of = {"images": {title: known[label] for label, title in kinds.items() if label in known}}
for name in sets:
    images_of[draw.title(name)] = {title: sets[name][label] for label, title in decoded.items()}
own = {"images": data["ae"]} | {draw.title(name): data[name] for name in sets}
figure = plots.figure_dots(
    {
        "face rate [%]": {
            group: {title: one.rate.interval.percent() for title, one in of.items()}
            for group, of in images_of.items()
        },
        "diversity [share of\nreconstructions']": {
            group: {title: one.relative_diversity(own[group]) for title, one in of.items()}
            for group, of in images_of.items()
        },
    }
)

# %%
#| label: cell-random-headless
headless = known.get("headless")
Markdown(
    "Stand-ins can also be drawn without a person. The detector finds a face in "
    f"{headless.rate.text()} of {headless.rate.n} such pictures."
    if headless
    else "The images of this edition were not drawn by this build, so that the control of pictures "
    "without a head is left out."
)

# %% [markdown]
# It finds a face in {{< var face_rate.original >}} of the originals
# ({{< var face_rate.original.low >}} to {{< var face_rate.original.high >}}; intervals are Wilson's at
# 95 % [@wilson1927interval]), in {{< var face_rate.scrambled >}} of the scrambled images, in
# {{< var face_rate.shuffled >}} of the shuffled ones and in
# {{< var face_rate.noise >}} of the noise. What it overlooks among originals it will overlook elsewhere. The mean
# face counts as {{< var face_rate.ae.mean_face >}}, {{< var face_rate.vae_tiny.mean_face >}} and
# {{< var face_rate.vae.mean_face >}} for the three networks, at no diversity at all.

# %%
#| label: fig-random-known
#| fig-cap: "What the detector is measured with: test images, their reconstructions by each network, decoded control points whose components were permuted across images, and images without a face. First draws; the mean face is one image."
#| fig-alt: "Grid of small images, one column of panels per network, one row per set. Originals and reconstructions are faces, the reconstructions blurred; the control, the scrambled and shuffled images, the noise and, where there are any, pictures without a head are not meant to be."
rows = {"original": known["original"], "scrambled": known["scrambled"]}
rows |= {"shuffled": known["shuffled"], "noise": known["noise"]}
rows |= {"no head": headless} if headless else {}
figure = draw.figure_decoded(
    {
        name: {"original": rows["original"].shown}
        | {draw.spoken(s): of[s].shown for s in ("reconstruction_test", "mean_face", "control")}
        | {title: one.shown for title, one in rows.items() if title != "original"}
        for name, of in sets.items()
    }
)

# %% [markdown]
# ## Cubes {#sec-random-cubes}
#
# All cubes share one set of directions: the same random points, blown up from $b$ = 0.5 to $b$ = 50.
# What changes from one cube to the next is length and nothing else. The *matched* cube has the
# mean radius of the cloud of training points, by the exact mean radius of the unit cube
# (@sec-shells). The nine boundaries can also be read as those of positive components only; such points
# have the same radii and lie within about 30° of one single direction, so that their rate tells of that
# direction in that network; there are {{< var random_points.few >}} of each. The *matched sphere* has the
# cloud's mean radius exactly, N(0, I) is the standard normal distribution.

# %%
#| label: fig-random-cubes
#| fig-cap: "Five directions, blown up: the same random points of a cube at growing half-width b, decoded by each network; five points each of the matched cube of positive components, of the matched sphere and of N(0, I). These are the first five draws, not chosen."
#| fig-alt: "Grid of small decoded images, one column of panels per network. Rows: half-widths 0.5 to 50, the matched cube, that of positive components, the matched sphere, the standard normal. Along a column the same pattern grows from dull to garish."
rows = {f"b = {b:g}": label_of("cube", "b", b) for b in HALF_WIDTHS}
rows |= {"matched": "cube_matched", "positive": "positive_cube_matched"}
rows |= {"sphere": "sphere_matched", "N(0, I)": "normal"}
figure = draw.figure_decoded(
    {name: {t: of[label].shown for t, label in rows.items()} for name, of in sets.items()}
)

# %% [markdown]
# One reason of the posts for the failure is that one of many components gets large, so that points
# concentrate in the outer parts of the cube. The largest component of a point is indeed
# {{< var random_points.cube.largest >}} of $b$ on average. The radius is not: it is
# {{< var random_points.cube.corner_share >}} of the distance to a corner, close to $1/\sqrt{3}$ in any dimension
# (@sec-shells).
#
# ## Is it the length? {#sec-random-length}
#
# The half-width at which the cube's mean radius equals the cloud's is
# {{< var random_points.matched_half_width.ae >}} for the AE and
# {{< var random_points.matched_half_width.vae_tiny >}} for the tiny-KL VAE; by Wasserstein's distance of the radii it is
# {{< var random_points.wasserstein_half_width.ae >}} and
# {{< var random_points.wasserstein_half_width.vae_tiny >}}. The posts reported 1.5 as the best and 1 to 2 as
# acceptable; the number scales with the cloud and is another for every network. Even the matched
# shell is thin: {{< var random_points.share_in_shell.ae >}} of the AE's cloud lie within
# the middle 95 % of the cube's radii (@fig-random-radii).

# %%
#| label: fig-random-radii
#| fig-cap: "Radii of the z-points of training images (filled) and of the cubes that the posts tried, for the AE and the VAE with a tiny KL weight. The radii of a cube scatter by 0.26 b in any dimension; which cube overlaps a cloud depends on the network."
#| fig-alt: "Two histograms, one below the other, of the radius: a broad filled curve for the z-points of each network and narrow outlined peaks for cubes with b = 1, 1.5, 2, the matched cube, and b = 5 far to the right."
shown = {f"b = {b:g}": label_of("cube", "b", b) for b in (1.0, 1.5, 2.0)}
shown |= {"matched": "cube_matched", "b = 5": label_of("cube", "b", 5.0)}
figure = plots.figure_radii(
    {
        name: (radius(clouds[name]), {t: sets[name][s].radius for t, s in shown.items()})
        for name in ("ae", "vae_tiny")
    }
)

# %%
#| label: fig-random-rate-radius
#| fig-cap: "Is it the length? Face rate against the mean radius of the set, with 95 % intervals, for each network. Stretched: z-points of test images, moved along their own directions. Horizontal lines: rates of test reconstructions and of the control without images. Grey band: the middle 95 % of the cloud's radii."
#| fig-alt: "Three line charts side by side, mean radius on a logarithmic axis against face rate in per cent, with error bars for the signed cubes, the positive cubes, the sphere, the standard normal and stretched z-points, a grey band for the cloud's radii and two horizontal lines."
cubes = ["cube_matched", *(label_of("cube", "b", b) for b in HALF_WIDTHS)]
corners = {name: [s for s in of if s.startswith("positive_cube")] for name, of in sets.items()}
rays = ["reconstruction_test", *(label_of("stretched", "s", s) for s in STRETCHES)]
figure = draw.figure_rate_radius(
    {
        name: draw.RateFigure(
            {
                title: draw.RateCurve(
                    sorted(of[s].radius.mean() for s in chosen),
                    [of[s].rate for s in sorted(chosen, key=lambda s: of[s].radius.mean())],
                    style,
                )
                for title, chosen, style in (
                    ("cube [−b, b]", cubes, {"marker": "o", "color": "C0"}),
                    ("positive cube [0, b]", corners[name], {"marker": "s", "color": "C1"}),
                    ("N(0, I)", ["normal"], {"marker": "^", "color": "C2", "ls": ""}),
                    (
                        "matched sphere",
                        ["sphere_matched"],
                        {"marker": "P", "color": "C4", "ls": ""},
                    ),
                    ("stretched z-points", rays, {"marker": "D", "color": "C3"}),
                )
            },
            {"reconstructions": data[name].rate, "control": of["control"].rate},
            tuple(np.percentile(radius(clouds[name]), [2.5, 97.5])),
        )
        for name, of in sets.items()
    }
)

# %% [markdown]
# If length were what is wrong, the cubes' rate would rise to that of the reconstructions inside the grey
# band of @fig-random-rate-radius and fall on both sides of it. The matched cube's rate differs from that of
# the reconstructions by
# {{< var random_points.from_reconstruction.ae >}} percentage points
# ({{< var random_points.from_reconstruction.ae.low >}} to {{< var random_points.from_reconstruction.ae.high >}})
# for the AE and by {{< var random_points.from_reconstruction.vae_tiny >}}
# ({{< var random_points.from_reconstruction.vae_tiny.low >}} to
# {{< var random_points.from_reconstruction.vae_tiny.high >}}) for the tiny-KL VAE; on the matched sphere, where every
# length is right, by {{< var random_points.sphere_from_reconstruction.ae >}} and
# {{< var random_points.sphere_from_reconstruction.vae_tiny >}}. A right length alone brings back the faces only where
# these differences vanish. The opposite experiment keeps the directions of the z-points and takes lengths that are
# wrong: at half the length the AE's rate is {{< var face_rate.ae.stretched.s0_5 >}}, at one and a half times
# {{< var face_rate.ae.stretched.s1_5 >}}, at three times {{< var face_rate.ae.stretched.s3 >}}.
#
# With $b$ = 1.5 the AE's rate is
# {{< var random_points.ratio_b1_5.ae >}} times that of its reconstructions
# ({{< var random_points.ratio_b1_5.ae.low >}} to {{< var random_points.ratio_b1_5.ae.high >}}), the VAE's
# {{< var random_points.ratio_b1_5.vae_tiny >}} times. The posts drew sheets of 512 points; the first
# {{< var random_points.sheet.n >}} of ours hold {{< var random_points.sheet.b1 >}},
# {{< var random_points.sheet.b1_5 >}}, {{< var random_points.sheet.b2 >}} and
# {{< var random_points.sheet.b5 >}} faces at $b$ = 1, 1.5, 2 and 5.
#
# Is what is left the detector's error? At $b$ = 10 the AE has a rate of {{< var face_rate.ae.cube.b10 >}}, which
# differs from that of the scrambled originals by {{< var random_points.from_scrambled.ae >}} percentage points
# ({{< var random_points.from_scrambled.ae.low >}} to {{< var random_points.from_scrambled.ae.high >}}). Above
# zero some of the pictures come near a face, or a decoder's blots, having the size and place of features, pass for
# one more often than random blots do; this rate cannot tell which. Where it is above zero and far below that of the
# reconstructions, it agrees with the occasional near-hit that the posts report among many random points
# [@anracom2022curse1].
#
# ## Direction and covariance {#sec-random-direction}
#
# Length is one number of a point. Random points have another that is wrong: in many dimensions they are at right
# angles to any given direction, and so to that of the cloud's centre. Between the z-points of test images and the
# centre the median angle is {{< var random_points.angle.ae.reconstruction_test >}} for the AE; for the matched cube it is
# {{< var random_points.angle.ae.cube_matched >}} (@fig-random-places). And a centre is not a shape. The
# Mahalanobis distance looks at both, in units in which the cloud's own points lie at about 1: the narrower the
# cloud is in a direction, the more a step in this direction counts. Its root mean squares in the AE's cloud are
# {{< var random_points.mahalanobis.ae.reconstruction_test >}} for test images,
# {{< var random_points.mahalanobis.ae.stretched_s3 >}} for test images stretched to three times their length,
# {{< var random_points.mahalanobis.ae.cube_matched >}} for the matched cube and
# {{< var random_points.mahalanobis.ae.sphere_matched >}} for the matched sphere. A distance far above 1
# at the right length means that the points go farther than the cloud does where it is narrow, or that they miss
# its centre.
#
# The control has the right centre and the right width of every component, and no correlations: its distance is
# {{< var random_points.mahalanobis.ae.control >}}. Its rate differs from that of the matched cube by
# {{< var random_points.control_from_cube.ae >}} percentage points
# ({{< var random_points.control_from_cube.ae.low >}} to {{< var random_points.control_from_cube.ae.high >}})
# for the AE, at a diversity of {{< var diversity.ae.control >}} grey levels against
# {{< var diversity.ae.cube_matched >}} of the cube and {{< var diversity.ae.reconstruction_test >}} of the
# reconstructions. A higher rate beside a lower diversity is bought with sameness. @sec-inside takes apart what centre,
# widths and correlations each bring.

# %%
#| label: fig-random-places
#| fig-cap: "Right radius, wrong direction. Each point's radius over the cloud's mean radius, and its angle at the origin to the cloud's centre. Random points of any length stand at right angles to the centre (dotted)."
#| fig-alt: "Three scatter plots, one per network: radius on a logarithmic axis against angle in degrees. z-points of test images and the control form clumps below ninety degrees where the network's cloud is off-centre; cubes, sphere and standard normal lie along ninety degrees at different radii, the positive cube at another angle."
kinds = {"test images": "reconstruction_test", "control": "control", "b = 1.5": "cube.b1_5"}
kinds |= {"matched cube": "cube_matched", "matched sphere": "sphere_matched"}
kinds |= {"N(0, I)": "normal", "positive cube": "positive_cube_matched"}
places = {
    name: {
        title: (
            of[s].radius[:300] / radius(clouds[name]).mean(),
            np.degrees(np.arccos(np.clip(of[s].cosine[:300], -1, 1))),
        )
        for title, s in kinds.items()
    }
    for name, of in sets.items()
}
for name, of in places.items():
    for title, (_, angles) in of.items():
        results.publish(
            f"random_points.angle.{name}.{kinds[title].replace('.', '_')}",
            np.median(angles),
            unit="degree",
            text=f"{np.median(angles):.0f}°",
        )
figure = plots.figure_places(places)

# %%
#| label: cell-random-places
for name, of in sets.items():
    for label in (*kinds.values(), "stretched.s0_5", "stretched.s3"):
        distance = np.sqrt(np.mean(of[label].mahalanobis ** 2) / clouds[name].shape[1])
        full_name = f"random_points.mahalanobis.{name}.{label.replace('.', '_')}"
        results.publish(full_name, distance, form=",.3g")

# %% [markdown]
# ## Other instruments {#sec-random-instruments}
#
# A detector is one judge. Two others know nothing of faces. The first is the network itself: does its encoder find
# the point again from the picture that was decoded from it? The error $|E(D(z)) - z| / |z|$ is given relative to that of
# encoded test images; 1 means that the picture is as good an expression of its point as a
# reconstruction is. Above 1 is no sign of rubbish by itself: where the KL term of a VAE works, points of N(0, I)
# carry the noise of its posteriors, and components that it does not use, and no encoder can return either. The
# second compares sets of pictures by their histograms of oriented gradients
# [@dalal2005gradients], reduced to 50 components of decoded training points and of the same images scrambled and
# shuffled, so that the components tell faces from none as well as from each other.
# *Precision* is the share of a set's images that lie as near to a
# reconstruction as reconstructions do to their third nearest neighbour; *recall* is the share of reconstructions
# that lie as near to an image of the set [@kynkaanniemi2019precision]. Reconstructions are the reference, and not
# originals, because everything that an AE decodes is blurred. The tenth of the reconstructions, or of the set, that
# lies farthest from its neighbours vouches for nobody: what is near enough to such an image may be anything, noise
# included.
#
# These need a zero too. What a perfect sampler would reach is shown by the reconstructions of other test images: a
# precision of {{< var random_points.precision.ae.reconstruction_other >}} and a recall of
# {{< var random_points.recall.ae.reconstruction_other >}}. Scrambled images have a precision of
# {{< var random_points.precision.scrambled >}}, noise has {{< var random_points.precision.noise >}}; the sharp originals
# have {{< var random_points.precision.original >}}. Where images without a face come near
# to the first of these, the precision of a set says little.

# %%
#| label: fig-random-instruments
#| fig-cap: "Four judges of the same sets: the detector, the network's own encoder, and precision and recall of gradients (k = 3, without the tenth that lies apart) against reconstructions, with 95 % intervals; those of precision and recall hold for the spheres as drawn, and leave out the choice of the images that they are about. Encoded test images have a recognition error of 1 by definition."
#| fig-alt: "Four dot charts side by side with the same rows, from reconstructions of other test images over the control, the standard normal, the matched cubes and sphere to single cubes; one marker per network. Axes: face rate in per cent, relative recognition error on a logarithmic scale, precision and recall in per cent."
rows = {draw.spoken(s): s for s in INSTRUMENTS if s != "reconstruction_test"}
measures = {"face rate [%]": {}, "recognition error\n[data's]": {}}
measures |= {"precision [%]": {}, "recall [%]": {}}
rate, error, precision, recall = measures
for name, of in sets.items():
    for title, label in rows.items():
        one, group = of[label], draw.title(name)
        values = {rate: one.rate.interval.percent(), error: one.recognised(data[name])}
        values |= {precision: one.precision.interval.percent()}
        values |= {recall: one.recall.interval.percent()}
        for measure, value in values.items():
            measures[measure].setdefault(group, {})[title] = value
figure = plots.figure_dots(measures, logarithmic=[error])

# %%
#| label: cell-random-instruments
for label in ("original", "scrambled", "noise"):
    share = known[label].precision
    results.publish(f"random_points.precision.{label}", share.value, **share.ends, form=".0%")
for name, of in sets.items():
    for label in ("reconstruction_other", "control", "cube_matched", "normal"):
        one = of[label]
        for what, value in {
            "recognition": one.recognised(data[name]),
            "novelty": one.novelty(data[name]),
        }.items():
            results.publish(f"random_points.{what}.{name}.{label}", **value._asdict(), form=".2f")
        for what, share in {"precision": one.precision, "recall": one.recall}.items():
            full_name = f"random_points.{what}.{name}.{label}"
            results.publish(full_name, share.value, **share.ends, form=".0%")

# %% [markdown]
# The AE's encoder misses the points of the matched cube by
# {{< var random_points.recognition.ae.cube_matched >}} times what it misses encoded images by
# ({{< var random_points.recognition.ae.cube_matched.low >}} to
# {{< var random_points.recognition.ae.cube_matched.high >}}), and those of the control by
# {{< var random_points.recognition.ae.control >}} times. Precision is
# {{< var random_points.precision.ae.cube_matched >}} for the matched cube and
# {{< var random_points.precision.ae.control >}} for the control; recall is
# {{< var random_points.recall.ae.cube_matched >}} and {{< var random_points.recall.ae.control >}}. Where the judges
# disagree with the detector, none of them is to be believed alone. The working VAE, with points of N(0, I), has a
# recognition error of
# {{< var random_points.recognition.vae.normal >}}, which holds the noise and the unused components of its points
# as well, a precision of {{< var random_points.precision.vae.normal >}} and a recall of
# {{< var random_points.recall.vae.normal >}}.
#
# ## Points on lines {#sec-random-lines}
#
# Paths are made of points. Anywhere on straight lines between two random points of the matched cube the AE's rate is
# {{< var face_rate.ae.line_random >}}; anywhere on lines between two encoded test images it is
# {{< var face_rate.ae.line_encoded >}} ({{< var face_rate.ae.line_encoded.low >}} to
# {{< var face_rate.ae.line_encoded.high >}}). If the faces lay on thin or separate pieces, lines between
# them would lose what reconstructions have, {{< var face_rate.ae.reconstruction_test >}}; if the region
# is convex, they would not. @sec-inside follows such lines step by step.
#
# ## Two networks {#sec-random-networks}
#
# A rate without the name of the network says little; @tbl-inside-rates has those of all sets and networks, with diversity
# and novelty. Do the AE and the tiny-KL VAE behave alike? The matched cube's rates differ by
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
# ratio is {{< var random_points.normal_ratio.ae >}}. Its cloud has been pulled to where these points fall: the
# matched cube has {{< var face_rate.vae.cube_matched >}}. That the KL term is needed for this does not follow;
# @sec-inside asks what a sampler that knows the AE's cloud can do.
#
# The posts explain it by the two parts of the KL term: the one in $\mu$ keeps the points together, the one in the variances
# smears them out. From the tiny to the working weight the mean radius of $\mu$ goes from
# {{< var random_points.prior.mu_radius.vae_tiny >}} to {{< var random_points.prior.mu_radius.vae >}}, and the mean log
# variance from {{< var random_points.prior.log_var.vae_tiny >}} to {{< var random_points.prior.log_var.vae >}}. Of
# {{< var random_points.prior.components >}} components {{< var random_points.prior.active.vae_tiny >}} and
# {{< var random_points.prior.active.vae >}} are active, which means that their $\mu$ varies over the images by
# more than 0.01 [@burda2016importance]; others, where there are any, carry the prior's noise and no image.
#
# So where are the meaningful points of a VAE? First the posts said within a radius of 1, then within 1 in every
# coordinate and at a radius of 16. Points of N(0, I) have a mean radius of
# {{< var random_points.prior.normal_radius >}}; points drawn from the posteriors of the training images have
# {{< var random_points.prior.drawn_radius.vae >}}. How far apart these two are tells how well the posteriors together
# fill the prior; the means alone, without the posteriors' widths, are nearer to the origin. A normal coordinate is 1 as a
# root mean square, and one in three is beyond.

# %%
#| label: cell-random-prior
normal = sets["vae"]["normal"].radius.mean()
in_units = {"unit": "latent units", "form": ".1f"}
results.publish("random_points.prior.normal_radius", normal, **in_units)
results.publish("random_points.prior.components", clouds["vae"].shape[1], form="d")
for name in ("vae_tiny", "vae"):
    drawn = radius(np.asarray(series.drawn_z(name)[train])).mean()
    active = np.sum(np.var(clouds[name], axis=0) > 0.01)
    results.publish(f"random_points.prior.drawn_radius.{name}", drawn, **in_units)
    middle = radius(clouds[name]).mean()
    results.publish(f"random_points.prior.mu_radius.{name}", middle, **in_units)
    level = np.mean(series.log_var(name)[train], dtype=np.float64)
    unit = "log latent units²"
    results.publish(f"random_points.prior.log_var.{name}", level, unit=unit, form=".1f")
    results.publish(f"random_points.prior.active.{name}", active, form="d")

# %% [markdown]
# ## Is it the number of dimensions? {#sec-random-dimensions}
#
# The posts guess that with more than 200 dimensions the probability to miss is close to 1, and call it the curse of
# dimensionality. The series has small AEs that differ in z_dim alone, from
# {{< var random_points.dimensions.least >}} to {{< var random_points.dimensions.most >}}. If the number of
# dimensions decided, every sampler would fail at the right of @fig-random-dimensions. If the sampler decides,
# one that knows the cloud's mean and covariance keeps to the reconstructions where the matched cube leaves
# them. A network with few dimensions reconstructs little, so that each curve has to be read beside that of the
# reconstructions, and full covariances of many dimensions need many images. In the smallest network the matched cube has
# {{< var random_points.dimensions.cube_least >}} and the normal cloud with the z-points' mean and covariance
# {{< var random_points.dimensions.gaussian_least >}}, in the largest {{< var random_points.dimensions.cube_most >}} and
# {{< var random_points.dimensions.gaussian_most >}}; reconstructions have
# {{< var random_points.dimensions.own_least >}} and {{< var random_points.dimensions.own_most >}}.

# %%
#| label: fig-random-dimensions
#| fig-cap: "The sampler or the dimension? Face rates of small AEs over their number of dimensions, with 95 % intervals: reconstructions of test images, a normal cloud with mean and covariance of the z-points, the cube of matched radius, and N(0, I)."
#| fig-alt: "Line chart with error bars: number of dimensions on a logarithmic axis against face rate in per cent, one line for reconstructions, the normal cloud with mean and covariance, the matched cube and the standard normal."
z_dims = found["z_dims"].tolist()
swept = [read_judgements(found, of=f"ae_small_{z_dim}.") for z_dim in z_dims]
curves = {"reconstructions": "reconstruction_test", "mean and covariance": "full_gaussian"}
curves |= {"matched cube": "cube_matched", "N(0, I)": "normal"}
results.publish("random_points.dimensions.least", min(z_dims), form="d")
results.publish("random_points.dimensions.most", max(z_dims), form="d")
keys = {"own": "reconstruction_test", "gaussian": "full_gaussian", "cube": "cube_matched"}
for key, label in keys.items():
    for end, place in {"least": np.argmin(z_dims), "most": np.argmax(z_dims)}.items():
        rate = swept[place][label].rate
        full_name = f"random_points.dimensions.{key}_{end}"
        results.publish(full_name, rate.value, **rate.ends, form=".0%")
figure = plots.figure_dimensions(
    {title: [of[label].rate for of in swept] for title, label in curves.items()}, z_dims=z_dims
)

# %% [markdown]
# ## One component at a time {#sec-random-steps}
#
# An early version of the posts expects that changing one component changes a face little [@anracom2022curse1]. A step of one
# standard deviation along one component changes the AE's pictures by
# {{< var random_points.change.component >}} grey levels in the median over the components and by
# {{< var random_points.change.component_most >}} for the most effective one; two reconstructions differ by
# {{< var diversity.ae.reconstruction_test >}}. Components are an accident of training: any rotation of them would do as
# well. Along principal axes, which are not, the same step changes {{< var random_points.change.axis >}} in the median
# and {{< var random_points.change.axis_most >}} at most. Where the curve of the principal axes in @fig-random-changes is the
# steeper one, few directions hold most of what can change in a picture, and a step along a component has a small
# share of each.

# %%
#| label: fig-random-changes
#| fig-cap: "What one step changes. Root mean square change of the AE's pictures when a point moves by one standard deviation along one component, or along one principal axis, sorted; mean over a few faces. Dashed: the difference of two reconstructions."
#| fig-alt: "Line chart on logarithmic axes: change in grey levels against rank, one line for components and one for principal axes, and a dashed horizontal line for the difference of two reconstructions."
steps = {kind: found[f"change.{kind}"].mean(axis=1) for kind in ("components", "axes")}
grey = {"unit": "grey level", "form": ".2g"}
for kind, name in {"components": "component", "axes": "axis"}.items():
    results.publish(f"random_points.change.{name}", np.median(steps[kind]), **grey)
    results.publish(f"random_points.change.{name}_most", steps[kind].max(), **grey)
figure = plots.figure_changes(
    {"components": steps["components"], "principal axes": steps["axes"]},
    level=data["ae"].diversity.value,
)

# %%
#| label: cell-random-length
unit_cube = uniform_cube(clouds["ae"], half_width=1.0, n=1000, rng=rng)
largest = sampled_mean(np.abs(unit_cube).max(axis=1)).interval
share = sampled_mean(radius(unit_cube) / np.sqrt(unit_cube.shape[1])).interval
results.publish("random_points.cube.largest", **largest._asdict(), form=".1%")
results.publish("random_points.cube.corner_share", **share._asdict(), form=".1%")
per_half_width = mean_radius(clouds["ae"].shape[1], half_width=1.0)
results.publish("random_points.radius_per_half_width", per_half_width, form=".2f")
for name, z in clouds.items():
    b, dim = matched_half_width(z), z.shape[1]
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
for name, of in sets.items():
    rates = {label: one.rate.interval for label, one in of.items()}
    pairs = {
        "from_reconstruction": (rates["cube_matched"], rates["reconstruction_test"]),
        "sphere_from_reconstruction": (rates["sphere_matched"], rates["reconstruction_test"]),
        "control_from_cube": (rates["control"], rates["cube_matched"]),
        "from_scrambled": (rates["cube.b10"], known["scrambled"].rate.interval),
    }
    for label, pair in pairs.items():
        gap = difference(*pair).percent()
        results.publish(f"random_points.{label}.{name}", **gap._asdict(), **in_points)
    ratio = rate_ratio(of["cube.b1_5"].rate, data[name].rate)
    results.publish(f"random_points.ratio_b1_5.{name}", **ratio._asdict(), form=".2f")
    ratio = rate_ratio(of["normal"].rate, data[name].rate)
    results.publish(f"random_points.normal_ratio.{name}", **ratio._asdict(), form=".2f")
for label in ("cube_matched", "normal"):
    ae, vae = (sets[name][label].rate.interval for name in ("ae", "vae_tiny"))
    gap = difference(vae, ae).percent()
    results.publish(f"random_points.between_networks.{label}", **gap._asdict(), **in_points)
sheet = {label: sets["ae"][f"cube.{label}"].face[:512] for label in ("b1", "b1_5", "b2", "b5")}
results.publish("random_points.sheet.n", len(sheet["b1"]), form="d")
for label, faces in sheet.items():
    results.publish(f"random_points.sheet.{label}", faces.sum(), form="d")

# %%
#| label: cell-random-write
results.write(series.folder)
