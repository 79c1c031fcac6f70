# %% [markdown]
# # Does a VAE with a tiny KL term behave like an AE? {#sec-tiny-kl}
#
# A variational autoencoder (VAE) encodes an image as a normal posterior with mean mu and log
# variance log_var, draws z from it, and pays fact times the KL divergence from the standard normal
# prior for it. With fact = 1e-5, half a million times less than in a working VAE, the posts found
# that it behaves like a plain autoencoder (AE): tiny posterior variances, the same radius, the same
# lack of clear clusters, no faces from random points [@anracom2022vae13]. Their reason: the KL term
# is negligible, so the minimum of the AE survives.
#
# We measure what can be counted. The mean log variance is {{< var tiny_kl.log_var.mean >}}, the
# largest component of z − mu is {{< var tiny_kl.shift.max >}}, and drawing z instead of mu changes
# the radius of a point by {{< var tiny_kl.radius.relative_mean >}} of itself on average. The mean
# radius of the VAE is {{< var tiny_kl.radius.mean_ratio >}} times that of the AE; in units of their
# means the radius densities lie {{< var tiny_kl.radius.distance_scaled >}} apart (Wasserstein
# distance), where chance alone would give {{< var tiny_kl.radius.distance_scaled_chance >}}.
#
# What would refute the claim: posteriors as wide as the cloud itself; a difference in the form of
# the radius beyond that between two AEs; clusters in one network that the other does not have. The
# second of these needs several trainings of each network, and there is one of each here.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-tiny-kl-open
import numpy as np
from IPython.display import Markdown
from scipy import stats

from analysis import cloud, clusters, components, densities, nulls, posteriors
from analysis.edition import open_edition
from analysis.figures import tiny_kl as draw
from analysis.figures.panels import use_house_style
from analysis.intervals import Interval, bootstrap
from analysis.results import Results, printed
from analysis.tables import markdown_table

use_house_style()
series = open_edition(edition)
rng = series.rng(8)
results = Results("08_tiny_kl")
ae, mu = np.asarray(series.z("ae")), np.asarray(series.z("vae_tiny"))
z, log_var = np.asarray(series.drawn_z("vae_tiny")), np.asarray(series.log_var("vae_tiny"))
fact = series.network_settings("vae_tiny")["network"]["fact"]
n, z_dim = mu.shape
results.publish("tiny_kl.fact", fact, form=".0e")
results.publish("tiny_kl.log_fact", np.log(fact), form=".2f")

# %% [markdown]
# ## How small are the posterior variances? {#sec-tiny-kl-variances}
#
# The posts give the extremes and the mean of log_var for two runs. Extremes depend on the number of
# images; the quantiles beside them do not.

# %%
#| label: tbl-tiny-kl-log-var
#| tbl-cap: "Log variance of the posteriors over all images and components, beside the two runs that the posts report (170,000 images, 24 epochs). [log latent units²]"
levels = {"min": 0.0, "q0_1": 0.001, "q50": 0.5, "q99_9": 0.999, "max": 1.0}
found = {name: float(np.quantile(log_var, level)) for name, level in levels.items()}
found["mean"] = float(log_var.mean(dtype=np.float64))
for name, value in found.items():
    results.publish(f"tiny_kl.log_var.{name}", value, unit="log latent units²", form=".2f")
above = int(np.sum(log_var > -3))
results.publish("tiny_kl.log_var.above", above, form=",d")
rows = [
    ["measured", *(printed(found[name], ".2f") for name in [*levels, "mean"])],
    ["reported, run 1", "−24.66", "", "", "", "−2.02", "−13.68"],
    ["reported, run 2", "−22.78", "", "", "", "3.38", "−13.43"],
]
Markdown(markdown_table(["log_var", "min", "0.1 %", "50 %", "99.9 %", "max", "mean"], rows))

# %% [markdown]
# {{< var tiny_kl.log_var.above >}} of all values lie above −3 (reported: one to three). A posterior
# is wide or narrow only in comparison with the cloud: the root mean posterior variance is
# {{< var tiny_kl.noise.share >}} of the components' standard deviation over the images. A component
# that the network does not use would show here with a posterior as wide as its cloud or wider;
# {{< var tiny_kl.noise.unused >}} of {{< var tiny_kl.z_dim >}} components have one of at least half
# that width.

# %%
#| label: cell-tiny-kl-noise
sd = mu.std(axis=0, dtype=np.float64)
noise = np.sqrt(np.mean(np.exp(log_var, dtype=np.float64), axis=0))
results.publish("tiny_kl.noise.share", np.sqrt(np.mean(noise**2) / np.mean(sd**2)), form=".2%")
results.publish("tiny_kl.noise.unused", np.sum(noise > 0.5 * sd), form="d")
results.publish("tiny_kl.z_dim", z_dim, form="d")

# %% [markdown]
# ## Why are they small? {#sec-tiny-kl-stationary}
#
# The posts say: because the KL term is negligible. But a negligible term does not pull anything
# down. Noise in z costs reconstruction, by about $\frac12 H_i \sigma_i^2$ for a curvature $H_i$ of
# the reconstruction loss along component i, and it is this cost that drives
# $\sigma_i^2 = \exp(\mathtt{log\_var}_i)$ to small values. The KL term with its
# $-\frac12\,\mathrm{fact}\,\ln \sigma_i^2$ only stops it. Where both balance,
#
# $$\sigma_i^2 = \frac{\mathrm{fact}}{\mathrm{fact} + H_i}, \qquad
# \text{so that} \quad \ln \sigma_i^2 \approx \ln \mathrm{fact} - \ln H_i \quad \text{for } H_i \gg \mathrm{fact}.$$
#
# Read backwards, the mean log variance of {{< var tiny_kl.log_var.mean >}} at ln fact =
# {{< var tiny_kl.log_fact >}} implies a curvature of {{< var tiny_kl.curvature.typical >}} nat per
# squared latent unit, and the reported −13.68 implies {{< var tiny_kl.curvature.reported >}}.

# %%
#| label: cell-tiny-kl-implied
by_component = log_var.mean(axis=0, dtype=np.float64)
implied = {
    "typical": posteriors.implied_curvature(by_component.mean(), fact=fact),
    "reported": posteriors.implied_curvature(np.array(-13.682616), fact=1e-5),
}
for name, value in implied.items():
    results.publish(f"tiny_kl.curvature.{name}", value, unit="nat / latent unit²", form=".2g")

# %% [markdown]
# The formula predicts something only where the curvature is measured independently. The decoder
# tells it: for the binary cross-entropy behind a sigmoid it is
# $\frac13 \sum (\partial x/\partial z_i)^2 / (x (1 - x))$, summed over pixels and channels, up to
# terms that vanish for a decoder of piecewise linear layers (Gauss-Newton). We take it from central
# differences along {{< var tiny_kl.curvature.components >}} components at
# {{< var tiny_kl.curvature.images >}} test images, and compare ln fact − ln(fact + H) with the mean
# log variance of the same components and images.

# %%
#| label: cell-tiny-kl-curvature
decoder = series.network("vae_tiny").parts.decoder.predict_on_batch
chosen = np.sort(rng.permutation(series.rows("test"))[: series.sizes["curvature_images"]])
pace = max(1, z_dim // series.sizes["curvature_components"])
axes = np.argsort(by_component)[::pace]
step = 0.25 * float(np.median(sd))
at = decoder(mu[chosen])
curvature = np.empty((len(chosen), len(axes)))
for column, axis in enumerate(axes):
    shift = step * np.eye(z_dim, dtype=np.float32)[axis]
    below, above = decoder(mu[chosen] - shift), decoder(mu[chosen] + shift)
    curvature[:, column] = posteriors.pixel_curvature(below, at, above, step=step)
expected = np.log(fact) - np.log(fact + curvature.mean(axis=0))
measured = log_var[np.ix_(chosen, axes)].mean(axis=0, dtype=np.float64)

# %%
#| label: cell-tiny-kl-stationary
excess = bootstrap(
    measured - expected, lambda x: {"mean": float(x.mean())}, resamples=1000, rng=rng
)["mean"]
results.publish(
    "tiny_kl.curvature.measured", curvature.mean(), unit="nat / latent unit²", form=".2g"
)
results.publish("tiny_kl.curvature.images", len(chosen), form="d")
results.publish("tiny_kl.curvature.components", len(axes), form="d")
results.publish("tiny_kl.log_var.expected", expected.mean(), unit="log latent units²", form=".2f")
results.publish("tiny_kl.log_var.excess", **excess._asdict(), form=".2f")

# %%
#| label: fig-tiny-kl-log-var
#| fig-cap: "Posterior variances and what would stop them. Left: log variances of all components and images. Middle: posterior width of each component as a share of the width of its cloud; at 1 a component would carry no more than noise. Right: mean log variance of single components over the stationary value from the measured curvature; on the line the training has arrived there. The measured values lie {{< var tiny_kl.log_var.excess >}} above it on average."
#| fig-alt: "A histogram of log variances with two vertical lines; a scatter plot of relative posterior widths, on a logarithmic axis, over the widths of the components; a scatter plot of measured over expected log variances with a diagonal."
centres, density = components.component_densities(log_var.reshape(-1, 1), width=0.25)
marks = {"mean": found["mean"], "stationary": expected.mean(), "ln fact": np.log(fact)}
figure = draw.figure_log_var(
    (centres, density[0]), marks=marks, widths=(sd, noise), values=(expected, measured)
)

# %% [markdown]
# Expected from the measured curvature is {{< var tiny_kl.log_var.expected >}} on average; measured
# lies above it by {{< var tiny_kl.log_var.excess >}} ({{< var tiny_kl.log_var.excess.low >}} to
# {{< var tiny_kl.log_var.excess.high >}}, bootstrap over components). An excess near zero means that
# the variances have settled where noise and KL balance. A large one means that they were still
# falling when the training ended, since so weak a cost of noise as remains at small variances takes
# many steps; then log_var tells how long the training was, and the number of epochs belongs beside
# it. The slope of 1 against ln fact, which the formula demands at constant H, cannot be seen at a
# single fact.
#
# ## How far does drawing move a point? {#sec-tiny-kl-shifts}
#
# If posteriors are normal, log_var alone says how large the components of z − mu become.

# %%
#| label: tbl-tiny-kl-shifts
#| tbl-cap: "Components of z − mu in one draw per image, beside what log_var predicts: largest absolute value (in brackets 95 % of draws), and number between 0.05 and 2 with its Poisson interval. Reported among 43.5 million: largest 0.26, and 5 in that interval."
shift = np.abs(z - mu)
inside = int(np.sum((shift > 0.05) & (shift < 2)))
number = posteriors.expected_shifts(log_var, low=0.05, high=2)
largest = Interval(*(posteriors.largest_shift(log_var, probability=p) for p in (0.5, 0.025, 0.975)))
count = Interval(number, *stats.poisson.ppf([0.025, 0.975], number))
results.publish("tiny_kl.shift.max", shift.max(), unit="latent units", form=".3g")
results.publish("tiny_kl.shift.max_expected", **largest._asdict(), form=".3g")
results.publish("tiny_kl.shift.count", inside, form=",d")
results.publish("tiny_kl.shift.count_expected", **count._asdict(), form=",.0f")
rows = [
    ["measured", f"{shift.max():.3g}", f"{inside:,d}", f"{shift.size:,d}"],
    ["expected", largest.text(".3g"), count.text(",.0f"), ""],
]
Markdown(markdown_table(["z − mu", "largest", "between 0.05 and 2", "of"], rows))

# %% [markdown]
# A count outside its interval would mean draws that are not normal. The posts suspected outliers of
# the noise beyond 5 standard deviations to throw a training off. Such values are no accident: one
# draw exceeds 5 with probability $6 \times 10^{-7}$, so that the 43.5 million draws of each of their
# epochs hold about 25.
#
# The radius notices little of such noise: to first order it changes by the part of z − mu along mu
# only.

# %%
#| label: tbl-tiny-kl-radii
#| tbl-cap: "Radius of the points drawn from the posteriors (z) and of their means (mu), and the differences between the two, point by point, beside the two runs that the posts report. [latent units; relative differences as numbers]"
R_z, R_mu = cloud.radius(z), cloud.radius(mu)
change = np.abs(R_z - R_mu)
along = np.sqrt(np.einsum("ij,ij->i", mu**2, np.exp(log_var), dtype=np.float64)) / R_mu
values = {
    "radius of z, max / min / mean": (R_z.max(), R_z.min(), R_z.mean()),
    "radius of mu, max / min / mean": (R_mu.max(), R_mu.min(), R_mu.mean()),
    "difference, max / mean": (change.max(), change.mean()),
    "relative difference, max / mean": ((change / R_mu).max(), (change / R_mu).mean()),
}
reported = {
    "radius of z, max / min / mean": ("33.103 / 6.496 / 16.284", "35.514 / 7.209 / 17.374"),
    "radius of mu, max / min / mean": ("33.097 / 6.495 / 16.284", "35.516 / 7.209 / 17.374"),
    "difference, max / mean": ("0.0180 / 0.000949", ""),
    "relative difference, max / mean": ("7.21 × 10⁻⁴ / 6.12 × 10⁻⁵", "1.25 × 10⁻² / 6.57 × 10⁻⁵"),
}
forms = [".3f", ".3f", ".3g", ".2e"]
rows = [
    [what, " / ".join(printed(v, form) for v in numbers), *reported[what]]
    for (what, numbers), form in zip(values.items(), forms, strict=True)
]
Markdown(markdown_table(["quantity", "measured", "reported, run 1", "reported, run 2"], rows))

# %%
#| label: cell-tiny-kl-radii
results.publish("tiny_kl.radius.mean", R_z.mean(), unit="latent units", form=".3f")
results.publish("tiny_kl.radius.relative_mean", np.mean(change / R_mu), form=".2%")
results.publish("tiny_kl.radius.relative_max", np.max(change / R_mu), form=".2%")
expectation = np.sqrt(2 / np.pi) * np.mean(along / R_mu)
results.publish("tiny_kl.radius.relative_expected", expectation, form=".2%")

# %% [markdown]
# The mean relative change is {{< var tiny_kl.radius.relative_mean >}}; normal noise of the given
# variances lets expect {{< var tiny_kl.radius.relative_expected >}}. Reported means of the radius,
# 16.28 and 17.37 for two runs of the same network, differ by 6.5 % from each other: by far more
# than z differs from mu.
#
# ## The radius of the two networks {#sec-tiny-kl-radius}
#
# The posts compare one AE with a few runs of the VAE: peaks at 16.75 and near 16, the form much
# alike. The Wasserstein distance is the mean distance by which the sorted radii of the two differ.
# In latent units it contains the scale, which an autoencoder is free to choose; in units of each
# mean only the form is left.

# %%
#| label: tbl-tiny-kl-radius
#| tbl-cap: "Wasserstein distance between the radii of the AE and of the VAE, in latent units and in units of each network's mean radius; chance: median and range of 95 % when the points are dealt to the two networks at random."
R_ae = cloud.radius(ae)
pairs = {"distance": (R_ae, R_mu), "distance_scaled": (R_ae / R_ae.mean(), R_mu / R_mu.mean())}
rows = []
for what, (first, second) in pairs.items():
    pool = np.concatenate([first, second])
    dealt = [stats.wasserstein_distance(*np.split(rng.permutation(pool), [n])) for _ in range(100)]
    distance = stats.wasserstein_distance(first, second)
    chance = Interval(*np.quantile(dealt, [0.5, 0.025, 0.975]))
    results.publish(f"tiny_kl.radius.{what}", distance, form=".3f")
    results.publish(f"tiny_kl.radius.{what}_chance", **chance._asdict(), form=".3f")
    unit = "mean radii" if "scaled" in what else "latent units"
    rows.append([f"in {unit}", f"{distance:.3f}", chance.text(".3f")])
Markdown(markdown_table(["Wasserstein distance", "AE to VAE", "chance"], rows))

# %%
#| label: fig-tiny-kl-radius
#| fig-cap: "Radius of the AE and of the VAE, in latent units (left) and in units of each mean radius (right). Scaled, they lie {{< var tiny_kl.radius.distance_scaled >}} apart."
#| fig-alt: "Two panels with the radius densities of AE and VAE as dots and smooth curves; on the right both are divided by their means."
absolute = {"ae": R_ae, "vae_tiny": R_mu}
scaled = {name: R / R.mean() for name, R in absolute.items()}
figure = draw.figure_radii(
    {
        k: densities.binned(R, width=0.5, bandwidth=densities.bandwidth_of(R))
        for k, R in absolute.items()
    },
    {
        k: densities.binned(R, width=0.03, bandwidth=densities.bandwidth_of(R))
        for k, R in scaled.items()
    },
)

# %%
#| label: cell-tiny-kl-radius
ratio = bootstrap(
    np.column_stack([R_ae, R_mu]),
    lambda pairs: {
        "mean": float(pairs[:, 1].mean() / pairs[:, 0].mean()),
        "ranks": float(stats.spearmanr(*pairs.T)[0]),
    },
    resamples=series.sizes["bootstrap_resamples"],
    rng=rng,
)
for name, full_name in {"mean": "mean_ratio", "ranks": "rank_correlation"}.items():
    results.publish(f"tiny_kl.radius.{full_name}", **ratio[name]._asdict(), form=".2f")

# %% [markdown]
# A distance beyond chance tells only that these two trained networks differ. Two AEs with other
# seeds would differ too, and by how much is what the claim hangs on: it is not decidable in any
# profile that trains each network once. The two do agree image by image to some degree: the rank
# correlation between the radii of the same images is {{< var tiny_kl.radius.rank_correlation >}}
# ({{< var tiny_kl.radius.rank_correlation.low >}} to
# {{< var tiny_kl.radius.rank_correlation.high >}}). As far as it goes, it is the image that decides
# how far out its z-point lies.
#
# ## Clusters? {#sec-tiny-kl-clusters}
#
# The posts ran k-means for 2 to 80 clusters, saw no clear elbow in the inertia, and called 38 to 42
# clusters reasonable, with the 40 attributes of CelebA in mind. Inertia falls with k for every
# cloud. So we divide it by the inertia of one cluster, draw the same curve for the multivariate
# normal null, and look at the gap between the two: mean log inertia of the null less that of the
# cloud. A number of clusters that belongs to the cloud bends the gap. Every fit of two straight
# lines finds some bend: an elbow counts only if it stands higher than those of single null draws
# against each other. A control says what could be found: the null with a quarter, or a half, of its
# covariance put between 40 planted centres.

# %%
#| label: cell-tiny-kl-clusters
numbers = np.arange(2, 81, series.sizes["cluster_step"])
size, draws = min(n, series.sizes["cluster_points"]), series.sizes["cluster_draws"]
rows_used = np.sort(rng.choice(n, size, replace=False))
found = {}
for name, points in {"ae": ae[rows_used], "vae_tiny": mu[rows_used]}.items():
    normals = [nulls.normal_null(points, n=size, rng=rng) for _ in range(draws)]
    null = np.stack([clusters.inertia_curve(x, numbers=numbers, rng=rng) for x in normals])
    own = np.stack([clusters.inertia_curve(points, numbers=numbers, rng=rng) for _ in range(draws)])
    gaps = clusters.gap_curve(own, null=null)
    found[name] = draw.Inertia(own, null, gaps, clusters.null_gaps(null))

# %%
#| label: cell-tiny-kl-control
control = {}
for percent in (25, 50):
    planted = [
        clusters.planted_clusters(ae[rows_used], number=40, share=percent / 100, n=size, rng=rng)
        for _ in range(draws)
    ]
    own = np.stack([clusters.inertia_curve(x, numbers=numbers, rng=rng) for x in planted])
    control[f"40 planted, {percent} %"] = clusters.gap_curve(own, null=found["ae"].null)

# %%
#| label: fig-tiny-kl-inertia
#| fig-cap: "An elbow counts only if the null has none. Top: inertia over the number of clusters k for {{< var tiny_kl.clusters.points >}} points, as a share of that of one cluster, with the multivariate normal null. Bottom: gap between null and cloud; grey: null draws against each other; green and purple: the null with 40 planted clusters that hold a quarter or a half of its covariance. Lines are means and bands ranges over {{< var tiny_kl.clusters.draws >}} starts or draws."
#| fig-alt: "Falling curves of inertia over k for AE and VAE with grey null curves; below, the gaps, a flat grey band around zero, and control curves that bend near 40 where they bend at all."
results.publish("tiny_kl.clusters.points", size, form=",d")
results.publish("tiny_kl.clusters.draws", draws, form="d")
figure = draw.figure_inertia(numbers, found, planted=control)

# %%
#| label: tbl-tiny-kl-elbows
#| tbl-cap: "Elbow of the gap: height over the line between the ends [log inertia], mean and range over starts or draws, and the numbers of clusters at which it sits. Null: largest height that a null draw reaches against the others."
groups = {"AE": found["ae"].gaps, "VAE, tiny KL": found["vae_tiny"].gaps, **control}
groups |= {"null of AE": found["ae"].null_gaps, "null of VAE": found["vae_tiny"].null_gaps}
keys = ["ae", "vae_tiny", "planted25", "planted50", "null_ae", "null_vae_tiny"]
rows = []
for key, (label, gaps) in zip(keys, groups.items(), strict=True):
    elbows = [clusters.elbow(numbers, gap) for gap in gaps]
    heights = [elbow.height for elbow in elbows]
    height = Interval(np.mean(heights), min(heights), max(heights))
    results.publish(f"tiny_kl.elbow.{key}", **height._asdict(), form=".3f")
    places = ", ".join(str(elbow.number) for elbow in elbows)
    rows.append([label, height.text(".3f"), places])
Markdown(markdown_table(["gap", "height [range]", "at k ="], rows))

# %%
#| label: cell-tiny-kl-curves
apart = np.log(found["ae"].cloud.mean(axis=0) / found["vae_tiny"].cloud.mean(axis=0))
results.publish("tiny_kl.clusters.apart", np.max(np.abs(apart)), form=".1%")
spread = [np.ptp(np.log(curves.cloud), axis=0).max() for curves in found.values()]
results.publish("tiny_kl.clusters.spread", max(spread), form=".1%")
for name, curves in found.items():
    results.publish(f"tiny_kl.clusters.{name}.largest", curves.cloud[:, -1].mean(), form=".2f")
    results.publish(f"tiny_kl.clusters.{name}.null", curves.null[:, -1].mean(), form=".2f")

# %% [markdown]
# The AE's elbow stands {{< var tiny_kl.elbow.ae >}} high ({{< var tiny_kl.elbow.ae.low >}} to
# {{< var tiny_kl.elbow.ae.high >}} over starts), the VAE's {{< var tiny_kl.elbow.vae_tiny >}}
# ({{< var tiny_kl.elbow.vae_tiny.low >}} to {{< var tiny_kl.elbow.vae_tiny.high >}}); null draws
# against each other reach up to {{< var tiny_kl.elbow.null_ae.high >}} and
# {{< var tiny_kl.elbow.null_vae_tiny.high >}}, and the planted clusters give
# {{< var tiny_kl.elbow.planted25 >}} with a quarter and {{< var tiny_kl.elbow.planted50 >}} with a
# half of the covariance: weaker clusters would go unseen. A smooth gap that grows with k and does
# not bend speaks for heavier tails or fewer effective dimensions than a normal cloud has, not for
# clusters. With 80 clusters the inertia is still {{< var tiny_kl.clusters.ae.largest >}} of that of
# one for the AE and {{< var tiny_kl.clusters.ae.null >}} for its null. The scaled curves of AE and
# VAE are at most {{< var tiny_kl.clusters.apart >}} apart; another start of k-means alone moves a
# curve by up to {{< var tiny_kl.clusters.spread >}}.
#
# The argument from the 40 attributes cannot be checked on images that do not have them, and does
# not follow where they exist: attributes are binary and overlap, so that 40 of them would make up
# to $2^{40}$ groups.
#
# ## What the image keeps {#sec-tiny-kl-images}
#
# Does the freedom that log_var gives matter for the picture? The same test images are decoded from
# mu and from z.

# %%
#| label: cell-tiny-kl-images
picture = series.images[chosen] / 255.0
errors = {
    "noise": np.sqrt(np.mean((decoder(z[chosen]) - at) ** 2)),
    "reconstruction": np.sqrt(np.mean((picture - at) ** 2)),
}
for name, value in errors.items():
    results.publish(f"tiny_kl.image.{name}", 255 * value, unit="grey levels", form=".2f")

# %% [markdown]
# Drawing z instead of mu changes the picture by {{< var tiny_kl.image.noise >}} grey levels (root
# mean square), the reconstruction from mu misses the original by
# {{< var tiny_kl.image.reconstruction >}}. The first is negligible if it is small against the
# second.
#
# ## What this settles {#sec-tiny-kl-summary}
#
# - A VAE with a tiny KL term is like an AE in this sense: where its posterior widths are a small
#   part of the cloud's, z and mu are the same point for most purposes. Whether its cloud then lies
#   where an AE's would needs several trainings of both.
# - For another reason than the posts give: it is the reconstruction loss that drives the variances
#   down, and the KL term that stops them. Variances that settle below those which the measured
#   curvature lets expect would refute it.
# - No elbow counts that the null reaches too.
#
# Left open: how far two AEs differ from each other, the slope against ln fact, and whether training
# a VAE on from an AE's weights stays there. In the smoke profile the variances have hardly begun to
# fall, so none of this is decided there.

# %%
#| label: cell-tiny-kl-write
results.write(series.folder)
