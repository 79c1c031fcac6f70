# %% [markdown]
# # Does it matter where the KL term is added? {#sec-kl-term}
#
# A variational autoencoder (VAE) [@kingma2014vae] minimises a reconstruction loss plus `fact` times a divergence, the KL term. In
# Keras there are several places where that sum can be written down, and four posts went through them: a layer that
# calls `add_loss` [@anracom2022vae5], mu and log_var as further outputs with losses of their own [@anracom2022vae6],
# `model.add_loss()` [@anracom2022vae7] and a train step with TensorFlow's `GradientTape` [@anracom2022vae8]. The posts
# found comparable losses, and one unexplained difference: the same code took 1.3 to 1.5 times longer when it was not
# wrapped in a class.
#
# The mathematics is the same in all places, so the losses of a training should be too, step by step. This chapter
# trains the same network in five ways, from the same weights, batches and noise. Its claim fails if any of the three
# losses differs by more than {{< var kl.tolerance >}} of itself within {{< var kl.steps >}} steps, or if the gradient
# of the KL term is not the one on paper. A test of this kind is worth something only if it can fail, so the
# KL term is also removed, halved and doubled in one place. The second half of the chapter retells what the posts did
# with it: handwritten digits in two, four and twelve numbers.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-kl-open
from dataclasses import replace
from functools import partial

import numpy as np
from IPython.display import Markdown

from analysis import digits, losses
from analysis import kl_comparison as compare
from analysis.edition import open_edition
from analysis.figures import digits as draw_digits
from analysis.figures import kl_placements as draw
from analysis.figures.panels import figure_image_rows, use_house_style
from analysis.images import entropy_floor
from analysis.intervals import difference, sampled_mean
from analysis.kl_placements import PLACEMENTS, REFERENCE, decorated, in_train_step, refusals
from analysis.results import Results, printed
from analysis.tables import markdown_table
from model.config import NetworkConfig

use_house_style()
series = open_edition(edition)
rng = series.rng(4)
results = Results("04_kl_term")
size, steps = series.sizes["kl_batch"], series.sizes["kl_steps"]
results.publish("kl.tolerance", compare.TOLERANCE, form=".0e")
results.publish("kl.steps", steps, unit="steps", form="d")

# %% [markdown]
# ## Five places {#sec-kl-placements}
#
# The five of @tbl-kl-placements are built from one encoder, one decoder and one sampling layer, and their code stands
# side by side in `analysis/kl_placements.py`. The series itself uses `compute_loss`, and the others are compared with it.
#
# | name | where the KL term is | post |
# |:---------------|:---------------------------------------------------------|:----------|
# | `layer` | a layer between encoder and sampling calls `add_loss` | VAE V |
# | `outputs` | mu and log_var are outputs, each with a loss that looks at no target | VAE VI |
# | `model` | the model's `call` calls `add_loss` | VAE VII |
# | `compute_loss` | in the function that Keras asks for the loss | this series |
# | `train_step` | in a train step that differentiates with a `GradientTape` | VAE VIII |
#
# : Five places for the KL term, and the posts that use them. {#tbl-kl-placements}
#
# Two networks are used. One is a small network of faces at `fact` = 5, the weight with which the posts' VAE made faces
# [@anracom2022vae11]. The other is the network of digits with twelve numbers, in the weight of the posts' digits. At
# the tiny weight of @sec-tiny-kl the comparison would prove nothing: the KL term hardly changes the losses there, and
# leaving it out would pass. For the same reason mu starts about 1 and log_var about −2, not next to the
# prior, where the KL term all but vanishes, and Adam takes smaller steps than in the series' own trainings: at `fact` = 5
# these would bring the KL term of untrained faces close to zero within the comparison, and the rounding error of so
# small a remainder can pass any relative tolerance.

# %%
#| label: cell-kl-networks
digit_set = series.image_set("digits")
digit_names = [name for name in series.side_networks if name.startswith("digits_")]
networks = {name: series.network(name) for name in digit_names}
configs = {
    "faces": NetworkConfig("vae", z_dim=32, filters=(8, 16, 32, 64), fact=5.0),
    "digits": networks["digits_12"].config,
}
sources = {"faces": series, "digits": digit_set}
batches = {}
for kind, source in sources.items():
    rows = rng.choice(source.rows("train"), (steps, size))  # (steps, size)
    batches[kind] = [np.asarray(source.images[np.sort(batch)]) for batch in rows]
seed = int(rng.integers(2**31))

# %% [markdown]
# ## Do they agree? {#sec-kl-agreement}

# %%
#| label: cell-kl-train
sound, placed = {}, {}
for kind, config in configs.items():
    placed[kind] = {
        name: compare.started(build, config, seed=seed) for name, build in PLACEMENTS.items()
    }
    sound[kind] = {
        name: compare.trajectory(placement, batches[kind])
        for name, placement in placed[kind].items()
    }
deviations = {kind: compare.deviations(trajectories) for kind, trajectories in sound.items()}
for kind, of in deviations.items():
    for name, values in of.items():
        results.publish(f"kl.deviation.{kind}.{name}", values.max(), form=".1e")
largest = max(values.max() for of in deviations.values() for values in of.values())
results.publish("kl.deviation.largest", largest, form=".1e")
disagreeing = sum(len(compare.disagreeing(trajectories)) for trajectories in sound.values())
results.publish("kl.disagreeing", disagreeing, unit="placements", form="d")

# %%
#| label: tbl-kl-deviations
#| tbl-cap: "Largest relative deviation from `compute_loss` within {{< var kl.steps >}} steps of Adam."
rows = [
    [
        f"{kind}, `{name}`",
        *(printed(value, ".1e") if value else "equal" for value in values.max(axis=0)),
    ]
    for kind, of in deviations.items()
    for name, values in of.items()
]
Markdown(markdown_table(["network, placement", *compare.LOSSES], rows))

# %% [markdown]
# The largest deviation of any loss in any placement is {{< var kl.deviation.largest >}};
# {{< var kl.disagreeing >}} of the placements disagree. Single precision rounds to about 10⁻⁷, and adding the same
# numbers in another order leaves deviations of that size.

# %%
#| label: cell-kl-break
factors = {"removed": 0.0, "halved": 0.5, "doubled": 2.0}
runs = {REFERENCE: sound["digits"][REFERENCE]}
for label, factor in factors.items():
    wrong = replace(configs["digits"], fact=factor * configs["digits"].fact)
    one = compare.started(in_train_step, wrong, seed=seed)
    runs[label] = compare.trajectory(one, batches["digits"])
broken = {label: values[:, 0] for label, values in compare.deviations(runs).items()}
for label, values in broken.items():
    results.publish(f"kl.broken.{label}", values.max(), form=".1e")
smallest = min(values.max() for values in broken.values())
results.publish("kl.smallest_broken", smallest, form=".1e")

# %%
#| label: fig-kl-deviations
#| fig-cap: "Can the comparison fail? Deviation of the digits' total loss from that of `compute_loss`, for the four other placements (grey) and for a `train_step` whose KL term is removed, halved or doubled (in colour). What lies above the dashed tolerance is noticed. Points at the lower edge are equal."
#| fig-alt: "Line chart with a logarithmic axis of relative deviation against the step: grey dotted lines for the placements, three coloured lines for the wrong terms, and a dashed line at the tolerance."
kept = {name: values[:, 0] for name, values in deviations["digits"].items()}
figure = draw.figure_deviations(kept, broken, tolerance=compare.TOLERANCE)

# %% [markdown]
# With the KL term of `train_step` removed, halved or doubled, the total loss deviates by at least
# {{< var kl.smallest_broken >}} in the course of these steps (@fig-kl-deviations). If that is above the tolerance,
# the comparison would have noticed.
#
# ## Is the gradient right? {#sec-kl-gradient}
#
# All five could agree on something wrong. On paper the KL term of one image,
# $\text{fact} \cdot \frac{1}{2} \sum_i ( \mu_i^2 + e^{\lambda_i} - \lambda_i - 1 )$ with $\lambda_i$ for log_var,
# has the derivatives
#
# $$\frac{\partial}{\partial \mu_i} = \text{fact} \cdot \mu_i , \qquad
# \frac{\partial}{\partial \lambda_i} = \text{fact} \cdot \frac{1}{2} \bigl( e^{\lambda_i} - 1 \bigr) .$$
#
# To see what a placement makes of it, the decoder is made blind to z, which leaves the encoder nothing but the KL term
# to follow, and one step of plain gradient descent is taken. The biases of mu and log_var then move by minus
# the gradient.

# %%
#| label: cell-kl-gradient
gradient = {}
for kind, config in configs.items():
    image = batches[kind][0][:1]
    true = compare.kl_gradient_formula(config, image, seed=seed)
    for name, build in PLACEMENTS.items():
        found = compare.kl_gradient(build, config, image, seed=seed)
        gradient[kind, name] = compare.largest_relative(found, true)
results.publish("kl.gradient.largest", max(gradient.values()), form=".1e")
model_gradient = max(gradient[kind, "model"] for kind in configs)
results.publish("kl.gradient.model", model_gradient, form=".1e")

# %% [markdown]
# The largest deviation over both networks and all placements is {{< var kl.gradient.largest >}} of the largest
# derivative.
#
# ## What Keras 3 no longer has {#sec-kl-keras3}
#
# The posts were written for TensorFlow 2.8. Their way in VAE VII was to compute the divergence of the encoder's
# symbolic outputs, to hand it to the finished model's `add_loss`, and to follow it with `add_metric`; the function of
# the divergence was not to be decorated with `@tf.function`. @tbl-kl-refusals shows what the installed version
# answers to these calls.

# %%
#| label: tbl-kl-refusals
#| tbl-cap: "Calls of the posts on symbolic tensors, and what the installed Keras answers."
answers = refusals(configs["digits"])
keys = ("model_add_loss", "layer_add_loss", "model_add_metric", "tf_function")
for key, answer in zip(keys, answers.values(), strict=True):
    results.publish(f"kl.refused.{key}", bool(answer), text="refused" if answer else "accepted")
quoted = [
    [f"`{call}`", f"``{answer}``" if answer else "accepted"] for call, answer in answers.items()
]
Markdown(markdown_table(["call", "answer"], quoted, widths=(30, 70)))

# %%
#| label: cell-kl-decorated
separate = compare.trajectory(
    compare.started(decorated, configs["digits"], seed=seed), batches["digits"]
)
pair = {REFERENCE: sound["digits"][REFERENCE], "decorated": separate}
apart = compare.deviations(pair)["decorated"].max()
results.publish("kl.tf_function.deviation", apart, form=".1e")

# %% [markdown]
# A finished model's `add_loss` is {{< var kl.refused.model_add_loss >}}, a layer's, called from outside, is
# {{< var kl.refused.layer_add_loss >}}, and `add_metric` is {{< var kl.refused.model_add_metric >}}. What remains of
# VAE VII is `add_loss` inside `call`, where tensors hold numbers; this is the placement `model` above, with a
# `keras.metrics.Mean` in place of `add_metric`. A decorated divergence is {{< var kl.refused.tf_function >}} on symbolic
# tensors, of which the posts warn; inside `call` it changes the losses by {{< var kl.tf_function.deviation >}}
# at most.
#
# ## Does one of them take longer? {#sec-kl-time}
#
# The digits' network is timed in one run: in each of {{< var kl.time.rounds >}} rounds every placement makes one step on
# the same batch of {{< var kl.time.batch >}} images, in another order, so that whatever else the machine does meets
# all alike. Given is the median of the rounds' ratios to `compute_loss`. `layer` and `outputs` are built without a class
# of their own, the others are classes. Two more rows test explanations of the posts' slow-down: `compute_loss` carried
# out in Python step by step, without a compiled graph (*eager*), and `compute_loss` on batches of half the size, as the
# posts used 128 images in their test without a class and 256 otherwise, per image.

# %%
#| label: cell-kl-time
batch = batches["digits"][0]
eager = compare.started(PLACEMENTS[REFERENCE], configs["digits"], seed=seed, eager=True)
jobs = {name: partial(placement.step, batch) for name, placement in placed["digits"].items()}
jobs |= {"eager": partial(eager.step, batch)}
jobs |= {"half batch": partial(placed["digits"][REFERENCE].step, batch[: size // 2])}
seconds = compare.interleaved_seconds(jobs, rounds=series.sizes["kl_rounds"])
seconds["half batch"] *= 2
ratios = compare.median_ratios(
    seconds, resamples=series.sizes["bootstrap_resamples"], rng=rng.spawn(1)[0]
)
results.publish("kl.time.rounds", series.sizes["kl_rounds"], unit="rounds", form="d")
results.publish("kl.time.batch", size, unit="images", form="d")
for name, ratio in ratios.items():
    key = name.replace(" ", "_")
    results.publish(f"kl.time.{key}", **ratio._asdict(), form=".2f", measured_here=True)

# %%
#| label: cell-kl-time-posts
free = {"model": seconds["model"], "layer": seconds["layer"]}
ratio = compare.median_ratios(
    free, resamples=series.sizes["bootstrap_resamples"], rng=rng.spawn(1)[0], reference="model"
)["layer"]
results.publish("kl.time.class_free", **ratio._asdict(), form=".2f", measured_here=True)
milliseconds = 1e3 * np.median(seconds[REFERENCE])
results.publish("kl.time.step", milliseconds, unit="ms", form=".0f", measured_here=True)
posts_steps = digits.step_of_epoch(1, images=60_000, batch_size=256)
results.publish("kl.posts.steps", posts_steps, unit="steps per epoch", form="d")
results.publish("kl.posts.epoch", posts_steps * 43.5e-3, unit="s", form=".1f")

# %%
#| label: fig-kl-time
#| fig-cap: "Time per image, as a multiple of that of `compute_loss`, on this machine: median over {{< var kl.time.rounds >}} rounds, with 95 % intervals. The band is the slow-down that the posts report for code without a class, which `layer` and `outputs` are."
#| fig-alt: "Dot plot of time ratios with error bars, a row per placement and two rows for eager execution and half the batch, with a vertical line at 1 and a band from 1.3 to 1.5."
figure = draw.figure_ratios(ratios, claimed=(1.3, 1.5))

# %% [markdown]
# `add_loss` without a class takes {{< var kl.time.class_free >}} times as long as with one
# ({{< var kl.time.class_free.low >}} to {{< var kl.time.class_free.high >}}). An interval about 1 that stays
# below 1.3 says that the missing class is not what slowed the posts' run. Half the batch costs
# {{< var kl.time.half_batch >}} times as much per image ({{< var kl.time.half_batch.low >}} to
# {{< var kl.time.half_batch.high >}}), and a step without a compiled graph {{< var kl.time.eager >}} times. Which of the
# two, if either, the posts met cannot be known from here.
#
# ## Digits: which beta is this? {#sec-kl-digits}
#
# The posts' VAE VII trains on MNIST, 60,000 images, with $z$ of twelve numbers and of two. This edition has
# scikit-learn's small digits, {{< var digits.train >}} for training and {{< var digits.test >}} for testing, enlarged
# from 8x8 to the same 28x28 pixels. Losses of other images are other losses; what can be compared is how they relate.
#
# The posts weigh the *mean* over the components of $-(1 + \lambda - \mu^2 - e^\lambda)$ by `fact` = 6.5e-4 against the
# *mean* cross-entropy of a pixel. Against sums, as in the usual formula of a VAE with a weight beta before the KL
# divergence, this is beta = 2 · 784 · `fact` / z_dim: {{< var digits.beta.z12 >}} with twelve numbers and
# {{< var digits.beta.z2 >}} with two. The same `fact` weighs {{< var digits.beta.ratio >}} times as much in the smaller latent space.

# %%
#| label: cell-kl-digits
sets = {split: digit_set.rows(split) for split in ("train", "test")}
images = {split: np.asarray(digit_set.images[rows]) for split, rows in sets.items()}
labels = {split: digit_set.index["label"][rows].astype(int) for split, rows in sets.items()}
pixels = images["test"][0].size
floor = entropy_floor(images["test"])
for split, rows in sets.items():
    results.publish(f"digits.{split}", len(rows), unit="images", form=",d")
z_dims = {name: network.config.z_dim for name, network in networks.items()}
for name, network in networks.items():
    results.publish(f"digits.beta.z{z_dims[name]}", network.config.fact, form=".3f")
beta_ratio = networks["digits_2"].config.fact / networks["digits_12"].config.fact
results.publish("digits.beta.ratio", beta_ratio, form=".0f")
results.publish("digits.floor", floor.mean() / pixels, unit="nat per pixel", form=".4f")

# %%
#| label: cell-kl-history
schedule = series.network_settings("digits_12")["training"]
history = series.history("digits_12")
train_losses = digits.mean_losses(
    history, split="train", fact=networks["digits_12"].config.fact, pixels=pixels
)
count = {"images": len(sets["train"]), "batch_size": schedule["batch_size"]}
last, half = schedule["epochs"], schedule["epochs"] // 2
results.publish("digits.steps", digits.step_of_epoch(last, **count), unit="steps", form=",d")
results.publish("digits.posts_steps", 3 * posts_steps, unit="steps", form=",d")
fall, kl_change = (1 - values[-1] / values[half - 1] for values in train_losses[::2])
results.publish("digits.loss_fall", fall, unit="share", form=".1%")
results.publish("digits.kl_change", -kl_change, unit="share", form="+.1%")
results.publish("digits.kl_mean", train_losses.kl[-1], unit="nat per pixel", form=".4f")
results.publish("digits.kl_nat", history["train_kl"][-1], unit="nat", form=".1f")

# %%
#| label: tbl-kl-digits-losses
#| tbl-cap: "Training losses of the digits' network with twelve numbers, in the posts' unit: means over pixels, with the weighed KL term (kl) added to the cross-entropy (bce)."
posts = {3: (0.1135, 0.1091, 0.0044), 4: (0.1114, 0.1070, 0.0044)}
posts |= {5: (0.1098, 0.1055, 0.0044), 6: (0.1085, 0.1041, 0.0044)}
ours = dict(enumerate(zip(*train_losses, strict=True), 1))
shown = [epoch for epoch in (*posts, half, last) if epoch in ours]
rows = [
    ["posts, MNIST", epoch, f"{posts_steps * epoch:,d}", *(f"{x:.4f}" for x in of)]
    for epoch, of in posts.items()
]
rows += [
    [
        "here",
        epoch,
        f"{digits.step_of_epoch(epoch, **count):,d}",
        *(f"{x:.4f}" for x in ours[epoch]),
    ]
    for epoch in dict.fromkeys(shown)
]
Markdown(markdown_table(["training", "epoch", "steps", "loss", "bce", "kl"], rows))

# %% [markdown]
# An epoch of the posts has {{< var kl.posts.steps >}} steps, at 43 to 44 ms each {{< var kl.posts.epoch >}} s; a step
# here takes {{< var kl.time.step >}} ms on another device with another batch. This edition's training ends after
# {{< var digits.steps >}} steps; the posts had made {{< var digits.posts_steps >}} after their third epoch. The
# loss itself is dominated by the entropy of grey pixels, which no network can avoid: {{< var digits.floor >}} per
# pixel here (@sec-images-floor), more than the posts' whole loss. The KL term is not, and it ends at
# {{< var digits.kl_mean >}} per pixel, or {{< var digits.kl_nat >}} nat of divergence per image, beside the posts'
# 0.0044, which is 40.6 nat. Between half of the training and its end, a factor of two in steps as between the posts'
# third and sixth epoch, the loss falls by {{< var digits.loss_fall >}} (the posts' by 4.4 %) and the KL term changes
# by {{< var digits.kl_change >}} (the posts' not visibly).
#
# ## What survives twelve, four and two numbers? {#sec-kl-dimensions}

# %%
#| label: cell-kl-reconstruct
posteriors = {
    name: [np.asarray(x) for x in network.parts.encoder(losses.unit_range(images["test"]))]
    for name, network in networks.items()
}  # mu and log_var
decoded = {
    name: np.asarray(network.parts.decoder(posteriors[name][0]))
    for name, network in networks.items()
}
linear = {
    name: losses.pca_reconstructions(
        images["train"], images["test"], n_components=z_dims[name], rng=rng.spawn(1)[0]
    )
    for name in networks
}
told_apart = partial(
    digits.neighbour_accuracy,
    labels=labels["test"],
    train=images["train"],
    train_labels=labels["train"],
)
accuracy = {"original": told_apart(images["test"])}
accuracy |= {f"vae.z{z_dims[name]}": told_apart(255 * decoded[name]) for name in networks}
accuracy |= {f"pca.z{z_dims[name]}": told_apart(255 * linear[name]) for name in networks}
for name, rate in accuracy.items():
    results.publish(f"digits.accuracy.{name}", rate.value, **rate.ends, form=".1%")
gap = difference(accuracy["vae.z12"].interval, accuracy["vae.z2"].interval).percent()
results.publish("digits.accuracy.gap", **gap._asdict(), unit="percentage points", form=".1f")

# %%
#| label: fig-kl-reconstructions
#| fig-cap: "Test digits and their reconstructions from twelve, four and two numbers, by the VAE and by PCA. The digits are the first of the test set."
#| fig-alt: "Rows of twelve handwritten digits: originals above; below them reconstructions that lose detail as the numbers get fewer, and from two numbers may show another digit."
rows = {"original": images["test"][:12]}
for label, source in (("VAE", decoded), ("PCA", linear)):
    for name in sorted(networks, key=z_dims.get, reverse=True):
        rows[f"{label}, {z_dims[name]}"] = np.rint(255 * source[name][:12]).astype(np.uint8)
figure = figure_image_rows({label: draw_digits.in_colour(row) for label, row in rows.items()})

# %%
#| label: tbl-kl-dimensions
#| tbl-cap: "What is left of {{< var digits.test >}} test digits: the VAE's loss above the entropy floor, divergence, and how often the five nearest training digits recognise the digit in its reconstruction, with 95 % intervals over digits. In the originals they recognise {{< var digits.accuracy.original >}}."
rows = []
for name, network in networks.items():
    above = sampled_mean(losses.binary_cross_entropy(images["test"], decoded[name]) - floor)
    kl = sampled_mean(losses.kl_to_standard_normal(*posteriors[name]))
    rates = [accuracy[f"{kind}.z{z_dims[name]}"].text() for kind in ("vae", "pca")]
    beta = f"{network.config.fact:.3f}"
    rows.append([z_dims[name], beta, above.text(".1f"), kl.text(".1f"), *rates])
header = ["z_dim", "beta", "above floor [nat]", "KL [nat]", "right, VAE", "right, PCA"]
Markdown(markdown_table(header, rows))

# %% [markdown]
# A classifier by nearest neighbours, which has learnt from original training digits only, recognises
# {{< var digits.accuracy.original >}} of the original test digits. Of the reconstructions from twelve numbers it
# is {{< var digits.accuracy.vae.z12 >}} ({{< var digits.accuracy.vae.z12.low >}} to
# {{< var digits.accuracy.vae.z12.high >}}), from four {{< var digits.accuracy.vae.z4 >}} and from two
# {{< var digits.accuracy.vae.z2 >}} ({{< var digits.accuracy.vae.z2.low >}} to
# {{< var digits.accuracy.vae.z2.high >}}): {{< var digits.accuracy.gap >}} percentage points less than from twelve
# ({{< var digits.accuracy.gap.low >}} to {{< var digits.accuracy.gap.high >}}). The posts saw good reconstructions from
# twelve numbers and poor ones from two. Two things change at once, however: the number of dimensions, and beta. What
# dimensions alone cost a linear map is the column of PCA, which has no KL term: {{< var digits.accuracy.pca.z12 >}} and
# {{< var digits.accuracy.pca.z2 >}}.
#
# ## Two numbers {#sec-kl-plane}

# %%
#| label: cell-kl-plane
plane = posteriors["digits_2"][0]
half_width = 3.0
decoded_map = networks["digits_2"].decode(digits.plane_points(half_width, 11))
in_plane = digits.neighbour_accuracy(
    plane,
    labels["test"],
    train=networks["digits_2"].encode(images["train"])["mu"],
    train_labels=labels["train"],
)
learnt, seen = digits.principal_points(images["train"], images["test"], n_components=2)
in_components = digits.neighbour_accuracy(
    seen, labels["test"], train=learnt, train_labels=labels["train"]
)
results.publish("digits.plane.accuracy", in_plane.value, **in_plane.ends, form=".1%")
results.publish("digits.plane.pca", in_components.value, **in_components.ends, form=".1%")
results.publish("digits.plane.radius", half_width, unit="latent units", form=".0f")
results.publish("digits.plane.prior", 1 - np.exp(-(half_width**2) / 2), form=".1%")
inside = np.mean(np.hypot(*plane.T) < half_width)
results.publish("digits.plane.inside", inside, unit="share of test digits", form=".1%")
centre = float(np.hypot(*plane.mean(axis=0)))
results.publish("digits.plane.centre", centre, unit="latent units", form=".2f")
results.publish(
    "digits.plane.sd", np.sqrt(plane.var(axis=0).mean()), unit="latent units", form=".2f"
)

# %%
#| label: fig-kl-plane
#| fig-cap: "The latent plane of the VAE with two numbers. Left: posterior means of the test digits, each drawn as its numeral, with the square of the map (dashed). Right: what a grid of 11 by 11 points in that square decodes to."
#| fig-alt: "Left: scatter plot of test digits, each drawn as its own numeral in a colour per digit, about the origin of a plane. Right: a map of 11 by 11 small decoded images over the square from −3 to 3."
figure = draw_digits.figure_plane(plane, labels["test"], decoded_map, half_width=half_width)

# %% [markdown]
# The posts call the plane well organised around the origin. The digits' centre lies {{< var digits.plane.centre >}}
# from the origin at a standard deviation of {{< var digits.plane.sd >}} per component, and
# {{< var digits.plane.inside >}} of them lie within {{< var digits.plane.radius >}} of it; of points drawn from the prior
# it would be {{< var digits.plane.prior >}}. Whether digits of one kind lie together is asked of the five nearest
# training digits in the plane: they are right for {{< var digits.plane.accuracy >}}
# ({{< var digits.plane.accuracy.low >}} to {{< var digits.plane.accuracy.high >}}), where chance would give one in ten and
# the plane of the first two principal components gives {{< var digits.plane.pca >}}. What the KL term can add over PCA is
# a known place, about the origin at the scale of the prior, where the decoder can be asked: a centre near 0 and a
# standard deviation near 1 would show that the training got there.
#
# ## What follows
#
# Where the KL term is written down is a matter of taste. What is not is its weight: a `fact` means nothing without the
# convention that goes with it, mean or sum, with or without the half, and one value stands for different
# networks at different `z_dim`. All later chapters use the halved sum over components beside the sum over pixels.

# %%
#| label: cell-kl-write
results.write(series.folder)
