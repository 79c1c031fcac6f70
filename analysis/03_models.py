# %% [markdown]
# # Do the networks reconstruct? {#sec-models}
#
# Three networks carry this series: a plain convolutional autoencoder (`ae`); a variational autoencoder whose KL
# term is kept tiny (`vae_tiny`), of which the posts claim that it behaves like the plain one [@anracom2022vae13]; and
# a variational autoencoder whose KL term works (`vae`). All press an image through {{< var models.z_dim >}} numbers,
# the *z-point*, and draw it again. Before asking where their z-points lie, this chapter asks whether the networks do
# their work.
#
# The posts report that reconstructions of unseen images are good and show no overfitting; total losses of 4515 for
# the AE and 4553 to 4555 for the VAE; and a KL contribution below four millionths of the rest. A loss
# says little by itself, since most of it cannot be avoided (@sec-images-floor). We therefore compare losses above
# that floor, image by image, and beside two baselines that know nothing of deep networks: the mean
# training face, and a principal component analysis (PCA) with as many numbers per image.
#
# The chapter's claim fails if the networks do not beat the mean face, if test images are reconstructed much worse
# than training images, or if the KL term contributes noticeably; claims C6 and X4 of @sec-claims say how much that is.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-models-open
import numpy as np
from IPython.display import Markdown

from analysis import losses
from analysis.edition import open_edition
from analysis.figures import models as draw
from analysis.figures.panels import figure_image_rows, use_house_style
from analysis.images import entropy_floor
from analysis.intervals import difference, normal_interval, sampled_mean
from analysis.results import Results
from analysis.tables import markdown_table
from data.corruption import Corruption

use_house_style()
series = open_edition(edition)
rng = series.rng(3)
results = Results("03_models")
networks = {name: series.network(name) for name in series.networks}
results.publish("models.z_dim", networks["ae"].config.z_dim, form="d")

# %% [markdown]
# ## Architecture {#sec-models-architecture}
#
# The posts give four convolutions, each of which halves the side of the maps, 96 to 48, 24, 12 and 6, and their
# mirror image; the numbers of filters and the activations were pictures and are a choice of ours.
# @tbl-models-layers is read from the network itself. The VAEs differ in having two dense layers at the end of their
# encoder, for mean and log variance of a normal distribution per image, and a sampling layer. There is no batch
# normalisation, which the posts had in the VAE only.

# %%
#| label: tbl-models-layers
#| tbl-cap: "Layers of the autoencoder `ae` from image to z-point (encoder) and back (decoder)."
parts = networks["ae"].parts
rows = [
    [
        part.name,
        layer.name,
        "x".join(str(n) for n in layer.output.shape[1:]),
        f"{layer.count_params():,d}",
    ]
    for part in (parts.encoder, parts.decoder)
    for layer in part.layers
]
Markdown(markdown_table(["part", "layer", "shape of its output", "weights"], rows))

# %%
#| label: tbl-models-networks
#| tbl-cap: "The three networks: `z_dim` numbers per image, the weight `fact` of the KL term, and how they were trained."
rows = []
for name, network in networks.items():
    config, count = network.config, network.parts.count_params()
    schedule = series.network_settings(name)["training"]
    results.publish(f"models.{name}.parameters", count, unit="weights", form=",d")
    results.publish(f"models.{name}.epochs", schedule["epochs"], unit="epochs", form="d")
    rows.append(
        [
            name,
            config.kind,
            config.z_dim,
            f"{config.fact:g}",
            f"{count:,d}",
            schedule["epochs"],
            f"{schedule['learning_rate']:g}",
        ]
    )
Markdown(
    markdown_table(["network", "kind", "z_dim", "fact", "weights", "epochs", "learning rate"], rows)
)

# %% [markdown]
# ## Losses {#sec-models-losses}
#
# With grey levels $p$ of an image and $q$ of its reconstruction, both between 0 and 1, the reconstruction loss is the
# binary cross-entropy, averaged over the three colours and summed over the pixels; the divergence of the VAE is summed
# over the components of the latent space:
#
# $$\begin{aligned}
# L = {} & -\frac{1}{3} \sum_{\text{pixels, colours}} \bigl( p \ln q + (1 - p) \ln(1 - q) \bigr) \\
# & + \text{fact} \cdot \frac{1}{2} \sum_{i=1}^{N} \bigl( \mu_i^2 + \sigma_i^2 - \ln \sigma_i^2 - 1 \bigr) .
# \end{aligned}$$
#
# These are the conventions that reproduce the posts' numbers. Because of the mean over colours, `fact` weighs the
# divergence three times as much as the same factor beside a loss summed over all values would.

# %%
#| label: cell-models-history
histories = {name: series.history(name) for name in networks}
floors = entropy_floor(series.images)
floor = {split: float(floors[series.rows(split)].mean()) for split in ("train", "test")}
for split, value in floor.items():
    results.publish(f"models.floor.{split}", value, unit="nat", form=".0f")
for name, history in (
    histories | {name: series.history(name) for name in series.side_networks}
).items():
    for split in floor:
        results.publish(
            f"models.{name}.{split}_loss", history[f"{split}_total"][-1], unit="nat", form=".1f"
        )
results.publish("models.posts_steps", -(-170_000 // 128), unit="steps per epoch", form=",d")

# %%
#| label: fig-models-histories
#| fig-cap: "Total loss of each network by epoch, above the entropy floor of its images: test images solid, training images dashed. Overfitting would show as a solid line that rises or stays above its dashed one. The training loss is a mean over the epoch, while the weights still change, and can therefore lie above the test loss."
#| fig-alt: "Line chart of loss above the entropy floor against epoch, a solid and a dashed line per network."
figure = draw.figure_histories(histories, floor=floor)

# %% [markdown]
# After {{< var models.ae.epochs >}} epochs the total loss of the test images is {{< var models.ae.test_loss >}} nat
# for the AE, {{< var models.vae_tiny.test_loss >}} for the VAE with a tiny KL term and {{< var models.vae.test_loss >}}
# for the one whose KL term works; the floor takes {{< var models.floor.test >}} of it. The posts found 4515, 4553 to
# 4555, and 4800 to 5000 on CelebA, which has another floor; their 170,000 images in batches of 128 made
# {{< var models.posts_steps >}} steps per epoch.
#
# Smaller *side networks* answer single questions of @sec-kl-term, @sec-tasks, @sec-radius and @sec-tiny-kl:
# @tbl-models-side. Their losses have floors of their own, since a floor belongs to a set of images.

# %%
#| label: tbl-models-side
#| tbl-cap: "The side networks: what they are trained on, what is done to their inputs, and their last losses above the floor of their test images. [nat] A training loss is a mean over the epoch, while the weights still change. In names, run2 and run3 are other seeds; gain: initial weights halved or doubled; normalised: with batch normalisation; unlimited: noise of any size; fact: another weight of the KL term; long: more epochs; from_ae: started with an AE's weights."
rows, lowest = [], {}
for name in series.side_networks:
    settings = series.network_settings(name)
    config, kind = settings["network"], settings["network"]["images"]
    if kind not in lowest:
        own = series.image_set(kind)
        lowest[kind] = float(entropy_floor(own.images[own.rows("test")]).mean())
    last = {split: series.history(name)[f"{split}_total"][-1] - lowest[kind] for split in floor}
    rows.append(
        [
            name,
            kind,
            f"{config['z_dim']}",
            f"{config['fact']:.3g}",
            str(Corruption(**(config["corruption"] or {}))),
            f"{settings['training']['epochs']}",
            f"{last['train']:.1f}",
            f"{last['test']:.1f}",
        ]
    )
header = ["network", "images", "z_dim", "fact", "inputs", "epochs", "training loss", "test loss"]
Markdown(markdown_table(header, rows))

# %% [markdown]
# ## Reconstructions {#sec-models-reconstructions}

# %%
#| label: cell-models-reconstruct
count = series.sizes["models_images"]
picked = {
    split: np.sort(
        rng.choice(series.rows(split), min(count, len(series.rows(split))), replace=False)
    )
    for split in ("train", "test")
}
originals = {split: np.asarray(series.images[rows]) for split, rows in picked.items()}
predictions = {
    (name, split): network.parts.decoder.predict(
        np.asarray(series.z(name)[rows]), batch_size=64, verbose=0
    )
    for name, network in networks.items()
    for split, rows in picked.items()
}
test = originals["test"]
results.publish("models.test_images", len(test), unit="images", form=",d")
results.publish("models.train_images", len(originals["train"]), unit="images", form=",d")

# %%
#| label: cell-models-baselines
train_rows = series.rows("train")
for_pca = np.sort(
    rng.choice(train_rows, min(series.sizes["models_pca_images"], len(train_rows)), replace=False)
)
learnt = np.asarray(series.images[for_pca])
n_components = networks["ae"].config.z_dim
mean_face = np.broadcast_to(losses.mean_image(learnt), test.shape)
baselines = {
    "PCA": losses.pca_reconstructions(learnt, test, n_components=n_components, rng=rng),
    "mean face": mean_face.astype(np.float32),
}
results.publish("models.pca.images", len(learnt), unit="images", form=",d")

# %%
#| label: fig-models-reconstructions
#| fig-cap: "Ten test images, drawn at random, and what is left of them: originals, each network's reconstructions, and PCA with as many numbers per image. A VAE decodes the mean of its posterior."
#| fig-alt: "Rows of ten small portraits: originals above, then one row per network and one for PCA, each a blurred copy of the row above."
shown = slice(0, 10)
rows = {"original": test[shown]}
rows |= {
    name: np.rint(255 * predictions[name, "test"][shown]).astype(np.uint8) for name in networks
}
rows["PCA"] = np.rint(255 * baselines["PCA"][shown]).astype(np.uint8)
figure = figure_image_rows(rows)

# %%
#| label: cell-models-errors
kinds = {name: predictions[name, "test"] for name in networks} | baselines
errors = {kind: losses.rms_error(test, prediction) for kind, prediction in kinds.items()}
keys = {name: name for name in networks} | {"PCA": "pca", "mean face": "mean_face"}
for kind, values in errors.items():
    rms = sampled_mean(values).interval
    results.publish(f"models.{keys[kind]}.rms", **rms._asdict(), unit="grey levels", form=".2f")
for baseline in baselines:
    gap = sampled_mean(errors["ae"] - errors[baseline]).interval
    results.publish(
        f"models.ae.rms_minus_{keys[baseline]}", **gap._asdict(), unit="grey levels", form=".2f"
    )
beaten = np.mean(errors["ae"] < errors["mean face"])
results.publish("models.ae.beats_mean_face", beaten, unit="share of test images", form=".1%")

# %%
#| label: fig-models-errors
#| fig-cap: "How the error of the reconstruction is spread over {{< var models.test_images >}} test images, for the networks and the two baselines: number of images in each of 40 bins."
#| fig-alt: "Histogram outlines of the root mean square error per image for each network, PCA and the mean face, the mean face far to the right."
bins = np.linspace(0, 1.02 * max(values.max() for values in errors.values()), 41)
figure = draw.figure_errors(errors, networks=list(networks), bins=bins)

# %%
#| label: tbl-models-errors
#| tbl-cap: "Error of the reconstruction of {{< var models.test_images >}} test images, and loss above the floor, with 95 % intervals over images. VAEs decode the mean of each posterior, and the KL term is left out, so that their losses lie below those of the training. PCA minimises squares and is cut to the range of grey levels, which the cross-entropy punishes where it cuts."
rows = []
for kind, prediction in kinds.items():
    above = sampled_mean(losses.binary_cross_entropy(test, prediction) - floors[picked["test"]])
    rows.append([kind, sampled_mean(errors[kind]).text(".2f"), above.text(".1f")])
Markdown(
    markdown_table(["reconstruction", "rms error [grey levels]", "loss above floor [nat]"], rows)
)

# %% [markdown]
# The AE is off by {{< var models.ae.rms >}} grey levels ({{< var models.ae.rms.low >}} to
# {{< var models.ae.rms.high >}}) where the mean face is off by {{< var models.mean_face.rms >}}, and does better
# than the mean face for {{< var models.ae.beats_mean_face >}} of the test images. PCA, fitted to
# {{< var models.pca.images >}} training images, is off by {{< var models.pca.rms >}}: the AE's error minus PCA's is
# {{< var models.ae.rms_minus_pca >}} ({{< var models.ae.rms_minus_pca.low >}} to
# {{< var models.ae.rms_minus_pca.high >}}) grey levels. PCA minimises the squared error among linear maps, so that this
# is a demanding baseline; a positive difference means that the network has not yet learnt what a linear map could
# have given.
#
# ## Overfitting {#sec-models-gap}
#
# With the final weights, and each image's floor subtracted, equally many training and test images are compared.

# %%
#| label: cell-models-gap
excess = {
    (name, split): losses.binary_cross_entropy(originals[split], prediction) - floors[picked[split]]
    for (name, split), prediction in predictions.items()
}
for name in networks:
    mean = {split: sampled_mean(excess[name, split]).interval for split in originals}
    gap = difference(mean["test"], mean["train"])
    results.publish(f"models.{name}.excess", **mean["test"]._asdict(), unit="nat", form=".1f")
    results.publish(f"models.{name}.gap", **gap._asdict(), unit="nat", form=".1f")
    results.publish(f"models.{name}.relative_gap", gap.value / mean["train"].value, form=".1%")

# %% [markdown]
# Above the floor, the AE loses {{< var models.ae.excess >}} nat on a test image. The gap to training images is
# {{< var models.ae.gap >}} nat ({{< var models.ae.gap.low >}} to {{< var models.ae.gap.high >}}), or
# {{< var models.ae.relative_gap >}} of their loss above the floor; for the tiny-KL VAE it is
# {{< var models.vae_tiny.gap >}} ({{< var models.vae_tiny.gap.low >}} to {{< var models.vae_tiny.gap.high >}}), for the
# working VAE {{< var models.vae.gap >}} ({{< var models.vae.gap.low >}} to {{< var models.vae.gap.high >}}). An
# interval that holds zero shows no overfitting, and its upper end says how much could have been missed; one above
# zero says by its lower end how much there is at least. As a share of the whole loss such a gap would hardly be seen.
#
# ## What does the KL term cost? {#sec-models-kl}
#
# The divergence of the tiny-KL VAE's posteriors is {{< var models.vae_tiny.kl >}} nat per test image, which `fact`
# reduces to {{< var models.vae_tiny.weighted_kl >}}: a share of {{< var models.vae_tiny.kl_share >}} of the
# reconstruction loss and of {{< var models.vae_tiny.kl_share_above_floor >}} of what lies above the floor. The posts
# report 0.0178 beside 4550, below $4 \cdot 10^{-6}$. The working VAE keeps {{< var models.vae.kl >}} nat of
# divergence, which `fact` multiplies to {{< var models.vae.weighted_kl >}}: what it pays directly for posteriors
# close to the standard normal distribution. It pays once more in sharpness, through the noise that such posteriors add.

# %%
#| label: cell-models-kl
rows = series.rows("test")
weighted = {}
for name in ("vae_tiny", "vae"):
    fact = networks[name].config.fact
    kl = sampled_mean(
        losses.kl_to_standard_normal(series.z(name)[rows], series.log_var(name)[rows])
    )
    reconstruction = histories[name]["test_reconstruction"][-1]
    weighted[name] = cost = fact * kl.value
    above = reconstruction - floor["test"]
    results.publish(f"models.{name}.kl", **kl.interval._asdict(), unit="nat", form=".1f")
    results.publish(f"models.{name}.weighted_kl", cost, unit="nat", form=".3g")
    results.publish(f"models.{name}.kl_share", cost / reconstruction, form=".1e")
    results.publish(f"models.{name}.kl_share_above_floor", cost / above, form=".1e")

# %% [markdown]
# The AE and the tiny-KL VAE are compared on the same test images. The VAE's loss is taken at the mean of each posterior, with
# its KL contribution added. Its total differs from the AE's by {{< var models.vae_tiny.relative_loss >}}
# ({{< var models.vae_tiny.relative_loss.low >}} to {{< var models.vae_tiny.relative_loss.high >}}); the posts' numbers
# differ by 0.8 %. Above the floor the difference is {{< var models.vae_tiny.relative_excess >}}
# ({{< var models.vae_tiny.relative_excess.low >}} to {{< var models.vae_tiny.relative_excess.high >}}), a much coarser
# scale: what looks like agreement of two losses can be agreement of two floors. The intervals cover the choice
# of test images, not of initial weights: each network was trained once.

# %%
#| label: cell-models-compare
ae, vae = excess["ae", "test"], excess["vae_tiny", "test"] + weighted["vae_tiny"]
for key, base in {"relative_loss": floors[picked["test"]] + ae, "relative_excess": ae}.items():
    ratio = (vae - ae).mean() / base.mean()
    error = sampled_mean((vae - ae) - ratio * base).error / base.mean()
    share = normal_interval(ratio, error)
    results.publish(f"models.vae_tiny.{key}", **share._asdict(), form=".2%")

# %%
#| label: fig-models-paired
#| fig-cap: "Is what is hard for the AE hard for the tiny-KL VAE? Loss above its floor of each of {{< var models.test_images >}} test images, for the one against the other. Near the dashed line both lose the same."
#| fig-alt: "Scatter plot of the VAE's against the AE's loss per image with a dashed diagonal line of equal losses."
figure = draw.figure_paired(ae, vae, labels=("ae", "vae_tiny"))

# %% [markdown]
# ## What follows
#
# What stands here about one training is a statement about these networks. In a smoke edition, with two epochs of a
# small network, only the conventions and the floor mean anything. Whether more epochs would add detail, as the posts
# found between their tenth and twenty-fifth, is seen in the paper edition only; here the loss of test images still changed by
# {{< var models.ae.last_epoch_change >}} nat in the last epoch of the AE.

# %%
#| label: cell-models-write
change = np.diff(histories["ae"]["test_total"])[-1:].sum()
results.publish("models.ae.last_epoch_change", change, unit="nat", form=".1f")
results.write(series.folder)
