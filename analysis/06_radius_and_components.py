# %% [markdown]
# # Where do the z-points lie? {#sec-radius}
#
# An encoder turns every image into a z-point. The posts looked at two things that can be counted
# without any model of the cloud: the length of the z-points, their radius R, and the values of each
# component [@anracom2022curse2]. They reported a pronounced peak of the radius at 16.5 for 256
# components, nothing above 32, a flank that is broader on the far side, and densities of the
# components that are nearly all centred on zero with a half-width of about 1, but for a dozen that
# are broader or off-centre. The radius was explained by that width: 1 along each of 256 axes gives
# $\sqrt{256} = 16$.
#
# We measure the same quantities for the plain autoencoder (AE) and for a variational one with a
# tiny KL term (VAE; its cloud consists of the posterior means). Beside each cloud stand two nulls
# of the same size: a **multivariate normal** with the cloud's mean and covariance, and
# **independent normals** with the means and variances of its components. The mean radius is
# {{< var cloud.radius.ae.mean >}} for the AE ({{< var cloud.radius.ae.mean.low >}} to
# {{< var cloud.radius.ae.mean.high >}}; multivariate normal {{< var cloud.radius.null.ae.mean >}})
# and {{< var cloud.radius.vae_tiny.mean >}} for the VAE ({{< var cloud.radius.vae_tiny.mean.low >}}
# to {{< var cloud.radius.vae_tiny.mean.high >}}; {{< var cloud.radius.null.vae_tiny.mean >}}).
#
# What would refute the picture of a single shell: a radius with several peaks. What would refute
# that means and covariance are all there is to it: quantiles outside those of the multivariate
# normal. What would refute the explanation by $\sqrt{256}$: components of another width with a
# radius that follows their width, or networks of other dimensions whose radius is not as
# $\sqrt{N}$. And what would refute that the Gaussian form of the components needs faces: an
# untrained encoder that sees no faces, with components that are as Gaussian.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-radius-open
from functools import partial

import numpy as np
from IPython.display import Markdown

from analysis import cloud, components, densities, draws, nulls, repeats, reported, trends
from analysis.edition import open_edition
from analysis.figures import cloud as draw
from analysis.figures.panels import figure_image_rows, use_house_style
from analysis.images import entropy_floor
from analysis.intervals import Interval, bootstrap
from analysis.results import Results, printed
from analysis.tables import markdown_table

use_house_style()
series = open_edition(edition)
rng = series.rng(6)
results = Results("06_radius_and_components")
z = {name: np.asarray(series.z(name)) for name in ("ae", "vae_tiny")}
n, z_dim = z["ae"].shape
results.publish("cloud.points", n, form=",d")
results.publish("cloud.z_dim", z_dim, form="d")

# %% [markdown]
# ## The density of the radius {#sec-radius-density}
#
# All {{< var cloud.points >}} images are encoded, into {{< var cloud.z_dim >}} components each. The
# nulls are drawn with the same number of points, and every statistic below comes from the same code
# for clouds and nulls.

# %%
#| label: cell-radius-nulls
CLOUD, NORMAL, INDEPENDENT = "z-points", "multivariate normal", "independent normals"
OWNERS = {CLOUD: "", NORMAL: "null.", INDEPENDENT: "null_independent."}
radii, centred_radii = {}, {}
for name, points in z.items():
    radii[name, CLOUD] = cloud.radius(points)
    radii[name, NORMAL] = cloud.radius(nulls.normal_null(points, n=n, rng=rng))
    independent = nulls.independent_null(points, n=n, rng=rng)
    radii[name, INDEPENDENT] = cloud.radius(independent)
    independent -= points.mean(axis=0, dtype=float)
    centred_radii[name] = cloud.radius(independent)
    del independent  # as large as the cloud
bandwidths = {key: densities.bandwidth_of(R) for key, R in radii.items()}

# %% [markdown]
# The mode is that of a kernel density (Gaussian kernel, bandwidth by Silverman's rule, here
# {{< var cloud.bandwidth.ae >}} for the AE). The fullest bin of a histogram would jump by a bin or
# more from sample to sample, and even the smoothed mode has an interval several times as wide as
# the mean's: verdicts rest on mean and quantiles. Intervals are percentile bootstrap intervals at
# 95 %. They tell how well these images fix a number for *this* training, not how far off another
# training would end.

# %%
#| label: tbl-radius
#| tbl-cap: "Mode, mean, standard deviation and quantiles of the radius of each cloud, with 95 % bootstrap intervals, beside its two nulls with the same number of points. [latent units]"
resamples = series.sizes["bootstrap_resamples"]
statistics = {
    key: bootstrap(R, densities.radius_statistics, resamples=resamples, rng=rng)
    for key, R in radii.items()
}
titles = {name: draw.network_label(name) for name in z}
shown = {"mode": "mode", "mean": "mean", "sd": "sd"}
shown |= {"q0_1": "0.1 %", "q50": "50 %", "q99_9": "99.9 %"}
rows = [
    [f"{title}: {label}", *(statistics[name, kind][what].text() for kind in OWNERS)]
    for name, title in titles.items()
    for what, label in shown.items()
]
Markdown(markdown_table(["radius", *OWNERS], rows))

# %%
#| label: cell-radius-publish
for (name, kind), found in statistics.items():
    for what, number in found.items():
        unit = "" if what in ("skew", "kurtosis") else "latent units"
        full_name = f"cloud.radius.{OWNERS[kind]}{name}.{what}"
        results.publish(full_name, **number._asdict(), unit=unit, form=".2f", or_undecided=True)
for name, R in centred_radii.items():
    skew = components.skewness(R)
    results.publish(f"cloud.radius.null_centred.{name}.skew", skew, form=".2f")
R, found = radii["ae", CLOUD], statistics["ae", CLOUD]
lengths = {"bandwidth.ae": bandwidths["ae", CLOUD]}
lengths |= {"radius.ae.min": R.min(), "radius.ae.max": R.max()}
for what, value in lengths.items():
    results.publish(f"cloud.{what}", value, unit="latent units", form=".2f")
ends = {"low": R.min(), "high": R.max()}
ends |= {level: found[level].value for level in ("q0_01", "q99_99")}
for end, value in ends.items():
    ratio = value / found["mean"].value
    results.publish(f"cloud.extremes.ae.{end}", ratio, form=".2f", or_undecided=True)

# %% [markdown]
# "Nothing above 32" and "little near the origin" are statements about extremes, which move outwards
# with the number of images. Quantiles do not, as long as some five points lie beyond them; with fewer
# we call them not decidable. The AE's extremes are {{< var cloud.radius.ae.min >}} and
# {{< var cloud.radius.ae.max >}}, {{< var cloud.extremes.ae.low >}} and {{< var cloud.extremes.ae.high >}}
# times the mean (the posts' 0.40 and 2.03 times); @fig-radius-extremes shows whose images they are.
#
# The broader far flank is the skewness of the radius: {{< var cloud.radius.ae.skew >}} for the AE,
# {{< var cloud.radius.null.ae.skew >}} for the multivariate normal and
# {{< var cloud.radius.null_independent.ae.skew >}} for independent normals. Both nulls share the
# off-centre axes of the cloud: what lies between the nulls is due to correlations, and what lies
# between the cloud and the multivariate normal to neither. Off-centre axes make the skewness only if it is
# smaller without them: the same independent normals, moved to the origin, have
# {{< var cloud.radius.null_centred.ae.skew >}}, from unequal widths alone. With the centres and widths that
# the posts report it would be {{< var cloud.prediction.reported.skew >}}, and
# {{< var cloud.prediction.reported.centred_skew >}} with all centres at 0. "Basically Gaussian" would mean a skewness
# and an excess kurtosis of 0; the AE's kurtosis is {{< var cloud.radius.ae.kurtosis >}}
# ({{< var cloud.radius.ae.kurtosis.low >}} to {{< var cloud.radius.ae.kurtosis.high >}}).
#
# The posts show the radius in bins of 0.5, and again in bins of 0.05, which look rougher. That is
# what chance predicts: a bin that expects $m$ points scatters by $\sqrt{m}$, so a bin a tenth as wide
# has about three times the relative scatter. In @fig-radius-density the band holds 95 % of Poisson
# counts about the smooth curve.

# %%
#| label: fig-radius-extremes
#| fig-cap: "The eight faces with the smallest and the eight with the largest radius in the AE's cloud. To judge by eye: are the extremes of the radius images of one kind each?"
#| fig-alt: "Two rows of eight faces each: those with the smallest radii, and those with the largest."
order = np.argsort(radii["ae", CLOUD])
ends = {"smallest": np.sort(order[:8]), "largest": np.sort(order[-8:])}
figure = figure_image_rows({label: series.images[rows] for label, rows in ends.items()})

# %%
#| label: fig-radius-density
#| fig-cap: "The claim: one peak, and rougher in fine bins. Number of z-points over the radius in bins of 0.5 (top) and 0.05 (bottom) with the band that holds 95 % of Poisson counts about the smooth curve; grey: smooth curves of the nulls for as many points. The mode of the AE lies at {{< var cloud.radius.ae.mode >}}."
#| fig-alt: "Four panels of dots, counts over the radius, for AE and VAE in wide and in fine bins. A shaded band follows the dots; two grey curves show the nulls."
bins = {
    name: {
        width: {
            kind: densities.binned(radii[name, kind], width=width, bandwidth=bandwidths[name, kind])
            for kind in OWNERS
        }
        for width in (0.5, 0.05)
    }
    for name in z
}
figure = draw.figure_radius_density(bins)

# %% [markdown]
# The chi-square per bin about the smooth curve judges the roughness: 1 is what Poisson counts give.
# For the AE it is {{< var cloud.roughness.ae >}}, where 95 % of Poisson counts would lie between
# {{< var cloud.roughness.ae.low >}} and {{< var cloud.roughness.ae.high >}}; for its multivariate
# normal, which has no fine structure by construction, {{< var cloud.roughness.null.ae >}}. A value
# above the range in the cloud alone would show structure that bins of 0.5 hide. Where the kernel is narrower
# than these bins, which takes a thin shell of many points, the roughness is not decidable.

# %%
#| label: tbl-radius-roughness
#| tbl-cap: "Roughness of the radius in bins of 0.05: chi-square per bin about the smooth curve. In brackets the range that holds 95 % of sets of Poisson counts."
(poisson_rng,) = rng.spawn(1)
roughness = {
    (name, kind): densities.roughness(
        bins[name][0.05][kind].counts,
        width=0.05,
        bandwidth=bandwidths[name, kind],
        rng=poisson_rng,
    )
    for name, kind in radii
}
for (name, kind), found in roughness.items():
    full_name = f"cloud.roughness.{OWNERS[kind]}{name}"
    results.publish(full_name, **found._asdict(), form=".2f", or_undecided=True)
rows = [
    [title, *(roughness[name, kind].text() for kind in OWNERS)] for name, title in titles.items()
]
Markdown(markdown_table(["network", *OWNERS], rows))

# %% [markdown]
# ## How much lies in the shell? {#sec-radius-bands}
#
# For the posts' networks almost all points lay between 12 and 24, and more than half between 14 and
# 19. Another training has another scale, so we ask for the relation: the same bands in units of the
# mode, 0.85 to 1.15 and 0.73 to 1.45 times the mode. The inner band holds
# {{< var cloud.band.ae.inner >}} of the AE's points and {{< var cloud.band.vae_tiny.inner >}} of the
# VAE's; the multivariate normals have {{< var cloud.band.null.ae.inner >}} and
# {{< var cloud.band.null.vae_tiny.inner >}} there. The bands as reported, in latent units, say more of the
# scale of a training than of its cloud.

# %%
#| label: tbl-radius-bands
#| tbl-cap: "Share of points in the posts' bands, carried over in units of the mode, with 95 % intervals by a bootstrap that finds the mode again in every resample, and as reported in latent units, with 95 % Wilson intervals. Reported: more than half (inner band), and almost all (outer band). [%]"
bands = {"inner": reported.MORE_THAN_HALF, "outer": reported.NEARLY_ALL}
relative = {
    band: (low / reported.PEAK, high / reported.PEAK) for band, (low, high) in bands.items()
}
rows, (band_rng,) = [], rng.spawn(1)
in_modes = {
    key: bootstrap(
        R, partial(densities.mode_shares, bands=relative), resamples=resamples, rng=band_rng
    )
    for key, R in radii.items()
}
for name, title in titles.items():
    for band in bands:
        shares = {kind: in_modes[name, kind][band] for kind in OWNERS}
        for kind, found in shares.items():
            full_name = f"cloud.band.{OWNERS[kind]}{name}.{band}"
            results.publish(full_name, **found._asdict(), form=".1%")
        cells = [found.percent().text(".1f") for found in shares.values()]
        rows.append([f"{title}: {band} band", *cells])
    for low, high in bands.values():
        shares = [densities.share(radii[name, kind], between=(low, high)) for kind in OWNERS]
        cells = [found.percent().text(".1f") for found in shares]
        rows.append([f"{title}: {low:g} to {high:g}", *cells])
Markdown(markdown_table(["points within", *OWNERS], rows))

# %% [markdown]
# ## Is the radius the square root of the dimension? {#sec-radius-prediction}
#
# From the centre $\mu_i$ and standard deviation $s_i$ of each component follows
# $\mathrm{E}\,R^2 = \sum_i (\mu_i^2 + s_i^2)$. This is an identity and proves nothing; it holds
# whatever the correlations. The mean radius lies below $\sqrt{\mathrm{E}\,R^2}$ by what the spread
# of R takes, and the spread tests the assumptions: with $S$ the covariance, a normal cloud has
# $\mathrm{Var}\,R^2 = 2\,\mathrm{tr}\,S^2 + 4\,\mu^\mathsf{T} S \mu$, and independent components
# only the diagonal of it.

# %%
#| label: tbl-radius-prediction
#| tbl-cap: "Root mean square, mean and standard deviation of the radius: measured, and predicted from means and covariance of the components (independent: from the variances alone); and two rules of thumb, for N components of equal width about 0, with the width 1 and with the median sd of the components. [latent units]"
rows = []
for name, points in z.items():
    R, spread = radii[name, CLOUD], cloud.covariance(points)
    centre = points.mean(axis=0, dtype=float)
    measured = cloud.Radius(np.sqrt(np.mean(R**2)), R.mean(), R.std(ddof=1))
    predictions = {
        "independent": cloud.predicted_radius(centre, np.diag(spread)),
        "normal": cloud.predicted_radius(centre, spread),
    }
    for how, prediction in predictions.items():
        full_name = f"cloud.prediction.{name}.{how}"
        results.publish(f"{full_name}.mean", prediction.mean / measured.mean, form=".3f")
        results.publish(f"{full_name}.sd", prediction.sd / measured.sd, form=".2f")
    for how, numbers in {"measured": measured, **predictions}.items():
        rows.append([f"{titles[name]}: {how}", *(f"{number:.2f}" for number in numbers)])
    rules = {"root": np.sqrt(z_dim), "root_width": np.sqrt(z_dim * np.median(np.diag(spread)))}
    for (rule, value), label in zip(rules.items(), ("√N", "√N · median sd"), strict=True):
        results.publish(f"cloud.prediction.{name}.{rule}", value / measured.mean, form=".2f")
        rows.append([f"{titles[name]}: {label}", f"{value:.2f}", "", ""])
for what, value in reported.predicted_radii(rng=rng).items():
    form = {"usual_share": ".0%", "skew": ".2f", "centred_skew": ".2f"}.get(what, ".1f")
    unit = "latent units" if form == ".1f" else ""
    results.publish(f"cloud.prediction.reported.{what}", value, unit=unit, form=form)
Markdown(markdown_table(["radius", "root mean square", "mean", "sd"], rows))

# %% [markdown]
# Predicted over measured, the mean radius of the AE is
# {{< var cloud.prediction.ae.independent.mean >}} for independent components and
# {{< var cloud.prediction.ae.normal.mean >}} for a normal cloud with its covariance; the standard
# deviation is {{< var cloud.prediction.ae.independent.sd >}} and
# {{< var cloud.prediction.ae.normal.sd >}} of the measured one. A factor far below 1 for independent
# components says that the shell owes its thickness to correlations.
#
# The rule $\sqrt{N}$ of the posts gives {{< var cloud.prediction.ae.root >}} times the measured mean
# for the AE and {{< var cloud.prediction.vae_tiny.root >}} times for the VAE. With the components'
# own width, $\sqrt{N}$ times the median standard deviation, it gives
# {{< var cloud.prediction.ae.root_width >}} and {{< var cloud.prediction.vae_tiny.root_width >}};
# what is missing there is the share of the broad and off-centre axes. So the radius is whatever the
# widths and centres make it. An autoencoder has no natural scale: the first layer of the decoder
# can undo any factor.
#
# The posts' own numbers say the same. Of their components with a full width at half maximum of 2 and
# twelve broader ones, independent normals would have a mean radius of
# {{< var cloud.prediction.reported.mean >}} and a most frequent one near
# {{< var cloud.prediction.reported.mode >}}, not far from the reported 16.5; but the 244 usual axes make up
# {{< var cloud.prediction.reported.usual_share >}} of the mean squared radius only, and with them alone the
# mean would be {{< var cloud.prediction.reported.usual_mean >}}. That $\sqrt{256} = 16$ comes close is a
# coincidence: most components are narrower than the rule assumes, and a few broad ones make up for it.

# %%
#| label: fig-radius-shares
#| fig-cap: "How few axes make up the mean squared radius. Cumulative share of $\\mathrm{E}\\,R^2$ over the number of axes, for the network's own axes, for the same cloud in randomly turned axes, and for the principal axes of $\\mathrm{E}\\,z z^\\mathsf{T}$, the most concentrated of all. The AE's twelve largest own axes hold {{< var cloud.shares.ae.top12 >}}."
#| fig-alt: "Curves that rise to 1 over the number of axes on a logarithmic scale, two panels. The dashed curve of the principal axes lies above those of the own and of the randomly turned axes."
curves = {}
for name, points in z.items():
    own = components.mean_square_shares(points)
    turned = components.mean_square_shares(nulls.rotated(points, rng=rng))
    principal = components.second_moment_shares(points)
    named = {"own axes": own, "turned at random": turned, "principal axes": principal}
    curves[name] = {label: np.cumsum(np.sort(shares)[::-1]) for label, shares in named.items()}
    offsets = np.sum(points.mean(axis=0, dtype=float) ** 2) / np.mean(radii[name, CLOUD] ** 2)
    results.publish(f"cloud.shares.{name}.top12", curves[name]["own axes"][11], form=".0%")
    after = curves[name]["turned at random"][11]
    results.publish(f"cloud.shares.{name}.turned_top12", after, form=".0%")
    results.publish(f"cloud.shares.{name}.offsets", offsets, form=".0%")
results.publish("cloud.shares.even.top12", min(12 / z_dim, 1), form=".0%")
figure = draw.figure_shares(curves)

# %% [markdown]
# If all axes were alike, twelve would hold {{< var cloud.shares.even.top12 >}}; the AE's largest
# twelve hold {{< var cloud.shares.ae.top12 >}}, and after a random turn
# {{< var cloud.shares.ae.turned_top12 >}}. The centre of the cloud lies off the origin and makes up
# {{< var cloud.shares.ae.offsets >}} of the mean squared radius.
#
# How thin is the shell? For a normal cloud the relative width of the distance from its centre is
# about $1/\sqrt{2 N_\mathrm{eff}}$, with the effective number of equally broad axes
# $N_\mathrm{eff} = (\mathrm{tr}\,S)^2 / \mathrm{tr}\,S^2$. A width well above this expectation would be one
# that correlations alone do not give.

# %%
#| label: tbl-radius-width
#| tbl-cap: "Relative width (sd over mean) of the distance from the cloud's centre and from the origin, beside what is expected of a normal cloud about its centre; the effective dimension is a number of axes."
rows = []
for name, points in z.items():
    spectrum = cloud.covariance_spectrum(points)
    dimension = cloud.effective_dimension(spectrum)
    centred = cloud.radius(points - points.mean(axis=0, dtype=float))
    R = radii[name, CLOUD]
    widths = centred.std() / centred.mean(), 1 / np.sqrt(2 * dimension), R.std() / R.mean()
    rows.append([titles[name], f"{dimension:.1f}", *(f"{width:.3f}" for width in widths)])
    results.publish(f"cloud.effective_dimension.{name}", dimension, form=".1f")
    broadest = np.sqrt(spectrum[0] / np.median(spectrum))
    results.publish(f"cloud.axes.{name}.first_over_median", broadest, form=".3g")
    elongation = cloud.elongation(spectrum, n=n)
    results.publish(f"cloud.axes.{name}.elongation", elongation, form=".0f", or_undecided=True)
header = ["network", "effective dimension", "from the centre", "expected", "from the origin"]
Markdown(markdown_table(header, rows))

# %% [markdown]
# ## Where does the radius come from? {#sec-radius-origin}
#
# If the radius is free, what fixes it? Small networks, trained on few images, differ in one thing at a time:
# the number of dimensions, the seed, the factor of the initial weights (gain). Their radii are those of
# test images after each epoch. The yardstick for every change is the spread over
# {{< var cloud.seeds.ae.runs >}} trainings that differ in their seed alone, the one of that dimension in the
# sweep among them: 95 % of further runs should end within Student's prediction interval, the wider the fewer
# the runs. A radius is a scale, so its interval is taken in the logarithm.

# %%
#| label: cell-origin-open
tables = series.settings["side_networks"]
sweep = [name for name in tables if name.startswith("ae_small_")]
z_dims = [int(name.removeprefix("ae_small_")) for name in sweep]
paths = {z: series.history(f"ae_small_{z}")["test_radius"] for z in z_dims}
alike = [name for name in sweep if tables[name] == tables["ae_repeat"]]  # a run more
alike_runs = {"ae": [*series.runs("ae_repeat"), *alike], "vae": series.runs("vae_repeat")}
run_paths = {
    kind: np.stack([series.history(name)["test_radius"] for name in names])
    for kind, names in alike_runs.items()
}
gains = {"half": "ae_gain_half", "double": "ae_gain_double"}
gain_paths = {gain: series.history(name)["test_radius"] for gain, name in gains.items()}
last = {kind: values[:, -1] for kind, values in run_paths.items()}  # (runs,)

# %%
#| label: fig-radius-origin
#| fig-cap: "Were the radius the square root of the dimension, the ratio in the middle would be constant within the band. Left: mean radius of test images after each epoch, one small network per dimension. Middle: the last radius over √z_dim, with the interval in which 95 % of further runs at {{< var cloud.seeds.z_dim >}} dimensions should lie (band). Right: runs at {{< var cloud.seeds.z_dim >}} dimensions that differ in their seed (solid), and with the initial weights halved and doubled (dashed)."
#| fig-alt: "Three line charts. Left: mean radius over epochs, one line per z_dim. Middle: radius over root of z_dim, on a logarithmic axis of z_dim, with a horizontal band. Right: radius over epochs for several seeds and two gains."
ratios = np.array([paths[z][-1] / np.sqrt(z) for z in z_dims])
repeat_dim = np.asarray(series.z("ae_repeat")).shape[1]
band = Interval(*np.exp(repeats.next_run(np.log(last["ae"] / np.sqrt(repeat_dim)))))
figure = draw.figure_origin(paths, ratios, band, (run_paths["ae"], gain_paths))

# %%
#| label: cell-origin-publish
results.publish("cloud.seeds.z_dim", repeat_dim, unit="dimensions", form="d")
wide = [z for z in z_dims if z >= 16]
law = trends.scale_law(wide, np.array([paths[z][-1] for z in wide]), runs=last["ae"])
results.publish("cloud.scale.power", **law._asdict(), form=".2f")
results.publish("cloud.scale.from", min(wide), unit="dimensions", form="d")
results.publish("cloud.scale.to", max(wide), unit="dimensions", form="d")
for place, dim in (("first", min(wide)), ("last", max(wide))):
    results.publish(f"cloud.scale.ratio.{place}", paths[dim][-1] / np.sqrt(dim), form=".2f")
for name in ("ae", "vae_tiny"):
    path = series.history(name)["test_radius"]
    for epoch, radius in {"first": path[0], "last": path[-1]}.items():
        results.publish(f"cloud.epochs.{name}.{epoch}", radius, unit="latent units", form=".1f")
    results.publish(f"cloud.epochs.{name}.last_step", path[-1] / path[-2] - 1, form="+.1%")
results.publish("cloud.epochs.ae.count", len(series.history("ae")["test_radius"]), form="d")
for kind, values in last.items():
    apart = np.count_nonzero(~repeats.near(values, within=0.1))
    results.publish(f"cloud.seeds.{kind}.runs", len(values), unit="trainings", form="d")
    results.publish(f"cloud.seeds.{kind}.apart", apart, unit="trainings", form="d")
    for what, spread in {"sd": np.std(values, ddof=1), "range": np.ptp(values)}.items():
        full_name = f"cloud.seeds.{kind}.relative_{what}"
        results.publish(full_name, spread / values.mean(), form=".1%")
    results.publish(f"cloud.seeds.{kind}.unseen", repeats.unseen_share(len(values)), form=".0%")

# %% [markdown]
# From {{< var cloud.scale.from >}} to {{< var cloud.scale.to >}} dimensions the radius goes as $N$ to the power
# {{< var cloud.scale.power >}} ({{< var cloud.scale.power.low >}} to {{< var cloud.scale.power.high >}}, from the
# spread over seeds); $\sqrt{N}$ would be 0.5, and $R/\sqrt{N}$ goes from {{< var cloud.scale.ratio.first >}} to
# {{< var cloud.scale.ratio.last >}}. An interval that holds 0.5 would leave the rule standing, for
# trainings of this length: the radius depends on the epoch as well. For the AE it was
# {{< var cloud.epochs.ae.first >}} after the first epoch and {{< var cloud.epochs.ae.last >}} after the last of
# {{< var cloud.epochs.ae.count >}}, with {{< var cloud.epochs.ae.last_step >}} in the last epoch alone; for the VAE
# {{< var cloud.epochs.vae_tiny.first >}}, {{< var cloud.epochs.vae_tiny.last >}} and
# {{< var cloud.epochs.vae_tiny.last_step >}}. A radius that still moves is one of a moment, not of a minimum.

# %%
#| label: tbl-radius-seeds
#| tbl-cap: "The radius over trainings that differ in their seed alone: geometric mean over runs with Student's 95 % interval, smallest and largest run, and how far the bootstrap interval of one run reaches. All images; small networks. [latent units]"
levels = {"mean": "mean", "q2_5": "2.5 %", "q50": "50 %", "q97_5": "97.5 %"}
rows = []
for kind, names in alike_runs.items():
    runs = [cloud.radius(np.asarray(series.z(name))) for name in names]
    found = [densities.radius_statistics(R) for R in runs]
    own = bootstrap(runs[0], densities.radius_statistics, resamples=resamples, rng=rng)
    margins = {level: (own[level].high - own[level].low) / 2 for level in levels}
    for level, label in levels.items():
        values = np.array([each[level] for each in found])
        over_runs = Interval(*np.exp(repeats.contrast([np.log(values)], [1.0])))
        span = f"{values.min():.2f} to {values.max():.2f}"
        cells = [over_runs.text(), span, f"± {margins[level]:.2f}"]
        rows.append([f"{kind.upper()}: {label}", *cells])
    ratio = np.std([each["mean"] for each in found], ddof=1) / (margins["mean"] / 1.96)
    results.publish(f"cloud.seeds.{kind}.over_bootstrap", ratio, form=".0f")
Markdown(markdown_table(["radius", "over runs", "range", "one run"], rows))

# %% [markdown]
# Over seeds the mean radius scatters {{< var cloud.seeds.ae.over_bootstrap >}} times as much for the AE, and
# {{< var cloud.seeds.vae.over_bootstrap >}} times for the VAE, as the images of a single run would make it: that
# is how much the intervals of @tbl-radius say too little about *another* training. Relative to the mean the
# standard deviation over seeds is {{< var cloud.seeds.ae.relative_sd >}} and
# {{< var cloud.seeds.vae.relative_sd >}}; two runs of the posts' VAE differ by 6.5 % [@anracom2022vae13].
#
# ### A second minimum?
#
# The posts met a second minimum at a radius of 19.75, a fifth above the usual one, after they had changed the
# initial weights. Of our {{< var cloud.seeds.ae.runs >}} AEs {{< var cloud.seeds.ae.apart >}} and of
# {{< var cloud.seeds.vae.runs >}} VAEs {{< var cloud.seeds.vae.apart >}} end more than a tenth from the median. If
# none does, that says little: up to {{< var cloud.seeds.ae.unseen >}} of all trainings could still end elsewhere
# (95 %). The gain is a sharper question. It sets the scale from which training starts, and a factor in $z$ can
# be undone by the decoder, so nothing need pull it back.

# %%
#| label: tbl-radius-gain
#| tbl-cap: "Radius and reconstruction loss of test images with the initial weights halved and doubled, beside runs that differ in their seed alone (mean, of the radius the geometric one, and the interval for 95 % of further runs). Last column: what lies outside this interval."
final = {
    name: {
        "radius": series.history(name)["test_radius"][-1],
        "reconstruction": series.history(name)["test_reconstruction"][-1],
    }
    for name in [*alike_runs["ae"], *gains.values()]
}
losses = np.array([final[name]["reconstruction"] for name in alike_runs["ae"]])
above_floor = losses.mean() - entropy_floor(series.images[series.rows("test")]).mean()
yardsticks = {
    "radius": Interval(*np.exp(repeats.next_run(np.log(last["ae"])))),
    "reconstruction": repeats.next_run(losses),
}
rows = [["seeds", *(yardstick.text(".1f") for yardstick in yardsticks.values()), ""]]
for gain, name in gains.items():
    outside = {what: not y.low <= final[name][what] <= y.high for what, y in yardsticks.items()}
    ratio = final[name]["radius"] / yardsticks["radius"].value
    excess = final[name]["reconstruction"] - yardsticks["reconstruction"].value
    results.publish(f"cloud.gain.{gain}.ratio", ratio, form=".2f")
    results.publish(f"cloud.gain.{gain}.loss", excess, unit="nat", form="+.0f")
    results.publish(f"cloud.gain.{gain}.loss_share", excess / above_floor, form="+.1%")
    for what, is_outside in outside.items():
        results.publish(f"cloud.gain.{gain}.{what}_outside", is_outside, form="d")
    cells = [f"{final[name][what]:.1f}" for what in yardsticks]
    judged = [what for what, is_outside in outside.items() if is_outside]
    rows.append([f"gain {gain}", *cells, " and ".join(judged) or "neither"])
header = ["run", "radius [latent units]", "reconstruction [nat]", "outside"]
Markdown(markdown_table(header, rows))

# %% [markdown]
# With the weights halved the radius is {{< var cloud.gain.half.ratio >}} times, with the weights doubled
# {{< var cloud.gain.double.ratio >}} times that of the seeds' mean, at losses that differ from it by
# {{< var cloud.gain.half.loss >}} and {{< var cloud.gain.double.loss >}} nat, or by
# {{< var cloud.gain.half.loss_share >}} and {{< var cloud.gain.double.loss_share >}} of what lies above the floor
# (@sec-images-floor). A run whose radius lies above the interval of the seeds, at a loss that differs from theirs
# by little, would be what the posts met: a larger radius at the same loss. A loss inside the interval is not
# enough, since the interval of few runs is wide. Nor would it show that there are *two* radii, since a continuum
# of them looks the same in two runs.

# %% [markdown]
# ## The density of each component {#sec-components}
#
# @fig-components shows all components in bins of 0.25, as the posts did. The reported picture: most
# centred on 0, full width at half maximum about 2, and twelve of 256 axes broader than 2.5 or
# centred beyond ±0.5. In units of the usual width these limits are 1.25 and 0.25 of the median
# FWHM; we keep them in these units, since another training has another scale, and call the larger
# of an axis's two ratios to them its prominence.

# %%
#| label: fig-components
#| fig-cap: "The claim: most components are alike, a few stand out. Density of each of the {{< var cloud.z_dim >}} components in bins of 0.25; black: the twelve with the largest prominence, the larger of FWHM and distance from 0 in units of the limits named in the text."
#| fig-alt: "Overlaid bell-shaped curves, one per component, in two panels for AE and VAE; twelve are black: the broadest or most shifted ones."
peaks = {name: components.component_peaks(points) for name, points in z.items()}
special = {name: np.argsort(-components.prominence(found))[:12] for name, found in peaks.items()}
overlays = {
    name: draw.Overlay(*components.component_densities(points, width=0.25), special[name])
    for name, points in z.items()
}
figure = draw.figure_components(overlays)

# %% [markdown]
# The first posts put most components between 0 and 20 in absolute value [@anracom2022curse1]. That bound is
# loose: of the AE's, half lie below {{< var cloud.size.ae.q50 >}}, 95 % below {{< var cloud.size.ae.q95 >}} and
# {{< var cloud.size.ae.below20 >}} below 20.

# %%
#| label: cell-components-axes
sizes = np.abs(z["ae"])
for level, value in {"q50": np.quantile(sizes, 0.5), "q95": np.quantile(sizes, 0.95)}.items():
    results.publish(f"cloud.size.ae.{level}", value, unit="latent units", form=".2f")
results.publish("cloud.size.ae.below20", np.mean(sizes < 20), form=".2%")
tables = {}
for name, points in z.items():
    centre, sd = points.mean(axis=0, dtype=float), points.std(axis=0, dtype=float)
    columns = [*peaks[name], components.prominence(peaks[name]), centre / sd]
    shares = components.mean_square_shares(points)
    tables[name] = [
        [
            str(axis),
            *(printed(column[axis], ".2f") for column in columns),
            printed(shares[axis], ".1%"),
        ]
        for axis in special[name]
    ]
    fwhm, offsets = np.median(peaks[name].fwhm), np.abs(centre / sd)
    results.publish(f"cloud.components.{name}.fwhm", fwhm, unit="latent units", form=".2f")
    results.publish(f"cloud.components.{name}.offset", np.median(offsets), form=".2f")
    results.publish(f"cloud.components.{name}.largest_offset", offsets.max(), form=".2f")

# %%
#| label: tbl-components-ae
#| tbl-cap: "The twelve most prominent axes of the AE. Centre and full width at half maximum (FWHM) of the smoothed density in latent units; offset: mean in units of the component's own standard deviation; share: part of the mean squared radius."
header = ["axis", "centre", "FWHM", "prominence", "offset [sd]", "share"]
Markdown(markdown_table(header, tables["ae"]))

# %%
#| label: tbl-components-vae
#| tbl-cap: "The twelve most prominent axes of the VAE's posterior means, with the columns of @tbl-components-ae."
Markdown(markdown_table(header, tables["vae_tiny"]))

# %% [markdown]
# The index of an axis means nothing in another training, so the tables are to be compared with the
# reported one by their centres and widths alone: there centres ran from −2 to 5 and widths from
# 2.75 to 11, at a usual width of 2. The usual (median) FWHM of the AE is
# {{< var cloud.components.ae.fwhm >}}, of the VAE {{< var cloud.components.vae_tiny.fwhm >}}. With
# this many points a mean differs from zero beyond doubt at a few per cent of a standard deviation,
# so significance says little; the size of the offset does. Its median over the AE's axes is
# {{< var cloud.components.ae.offset >}} sd, its largest
# {{< var cloud.components.ae.largest_offset >}} sd, and {{< var cloud.special.ae.far >}} axes lie
# more than half a standard deviation off (reported: about five "significantly" off).
#
# Are these axes special, or does any direction through an off-centre, elongated cloud look like
# that? Turned at random, the same cloud shows its radius and spectrum along axes that mean nothing.
# For a plain AE one would expect no more than that: its loss does not change when $z$ is turned and the
# dense layers on both sides are turned back, so that nothing it computes distinguishes the axes. Its
# training may, since Adam scales the steps of each weight by itself and so works in the axes of the weights.
# A VAE's loss does distinguish them: its posteriors are diagonal, with one log variance per axis, and
# turned axes would cost more. An excess of special axes is thus expected of the VAE rather than of the AE.

# %%
#| label: tbl-components-special
#| tbl-cap: "Number of broad axes (FWHM above 1.25 median FWHM), of off-centre axes (centre beyond 0.25 median FWHM) and of far axes (mean beyond half a standard deviation): the network's own axes, and mean with range over 19 random turns of the same cloud, whose largest number chance exceeds once in twenty; for {{< var cloud.special.points >}} points. Reported: 12 broad and 7 off-centre axes of 256 by these limits."
rows, pace = [], max(1, n // 3_500)
for name, points in z.items():
    own = components.special_counts(points[::pace])
    turned = (nulls.rotated(points[::pace], rng=rng) for _ in range(19))
    turns = [components.special_counts(cloud_turned) for cloud_turned in turned]
    row = [titles[name]]
    for what, count in own.items():
        counts = [turn[what] for turn in turns]
        chance = Interval(np.mean(counts), min(counts), max(counts))
        results.publish(f"cloud.special.{name}.{what}", count, form="d")
        results.publish(f"cloud.special_turned.{name}.{what}", **chance._asdict(), form=".3g")
        row += [count, chance.text(".3g")]
    rows.append(row)
results.publish("cloud.special.points", len(points[::pace]), form=",d")
turn = "turned [range]"
header = ["network", "broad", turn, "off-centre", turn, "far", turn]
Markdown(markdown_table(header, rows))

# %% [markdown]
# Only if a network's own axes have more special ones than every one of the 19 turns, which chance brings about
# once in twenty for each of the six counts, did the training single axes out. Of the AE's own axes
# {{< var cloud.special.ae.broad >}} are broad, after a turn at most
# {{< var cloud.special_turned.ae.broad.high >}}; of the VAE's {{< var cloud.special.vae_tiny.broad >}}, after a
# turn at most {{< var cloud.special_turned.vae_tiny.broad.high >}}.
#
# A cigar, as the posts picture the cloud? Its broadest principal axis is
# {{< var cloud.axes.ae.first_over_median >}} times as broad as the median one for the AE and
# {{< var cloud.axes.vae_tiny.first_over_median >}} times for the VAE; the ratio of the broadest to the narrowest is
# {{< var cloud.axes.ae.elongation >}} and {{< var cloud.axes.vae_tiny.elongation >}}. The effective dimensions
# of @tbl-radius-width, {{< var cloud.effective_dimension.ae >}} and
# {{< var cloud.effective_dimension.vae_tiny >}} of {{< var cloud.z_dim >}}, say how many axes share the extent:
# a cigar has one, a few dozen are no cigar. That most of the space is empty is true of every cloud in so many
# dimensions, and of the uniform cube of @sec-shells-filling too.
#
# ## Are the components correlated? {#sec-components-correlated}
#
# If the components were independent, their correlations would scatter about 0 by $1/\sqrt{n}$, and the largest of
# all pairs would be a few times as large. @tbl-components-correlations sets both beside independent normals
# with the same means and variances; turned axes would share the correlations out differently, but not remove
# them, as long as the axes of the covariance are not equally broad.

# %%
#| label: tbl-components-correlations
#| tbl-cap: "Correlations of all pairs of components: root mean square and largest size, for each cloud, for as many points of independent normals, and by theory for independent components (median and 95 % range of the largest)."
rows = []
for name, points in z.items():
    clouds = {CLOUD: points, INDEPENDENT: nulls.independent_null(points, n=n, rng=rng)}
    for kind, these in clouds.items():
        pairs = draws.correlations(np.asarray(these, float))
        size = np.sqrt(np.mean(pairs**2)), np.abs(pairs).max()
        rows.append([f"{titles[name]}: {kind}", *(f"{value:.3f}" for value in size)])
low, median, high = (
    draws.largest_correlation_null(n, z_dim, probability=p) for p in (0.025, 0.5, 0.975)
)
rows.append(["theory", f"{1 / np.sqrt(n - 1):.3f}", Interval(median, low, high).text(".3f")])
Markdown(markdown_table(["cloud", "root mean square", "largest"], rows))

# %% [markdown]
# Where the sizes lie far above theory, the components depend on each other; what that does to random
# points is the matter of @sec-inside.
#
# ## How normal are the components? {#sec-components-shape}
#
# At thousands of points any test rejects normality, so we give effect sizes: skewness, excess
# kurtosis, and the largest distance of the distribution function from the fitted normal one. The
# null shows what each is for truly normal components at this n.

# %%
#| label: tbl-components-shape
#| tbl-cap: "Departure of the components from normal densities: median and 97.5 % quantile over the axes, for each cloud and for as many points of its multivariate normal."
measures = {
    "distance": components.distance_to_normal,
    "skewness": components.skewness,
    "kurtosis": components.excess_kurtosis,
}
drawn = {name: nulls.normal_null(points, n=n, rng=rng) for name, points in z.items()}
shapes = {
    (name, kind): {what: measure(points) for what, measure in measures.items()}
    for kind, group in ((CLOUD, z), (NORMAL, drawn))
    for name, points in group.items()
}
for kind in (CLOUD, NORMAL):
    middle = np.median(shapes["ae", kind]["distance"])
    results.publish(f"cloud.shape.{OWNERS[kind]}ae.distance.median", middle, form=".3f")
printed_as = {
    "distance": "distance to normal",
    "skewness": "abs. skewness",
    "kurtosis": "abs. excess kurtosis",
}
rows = []
for name, title in titles.items():
    for what, label in printed_as.items():
        sizes = [np.abs(shapes[name, kind][what]) for kind in (CLOUD, NORMAL)]
        ends = np.concatenate([np.quantile(size, [0.5, 0.975]) for size in sizes])
        rows.append([f"{title}: {label}", *(f"{end:.3f}" for end in ends)])
header = ["departure", "z-points, median", "97.5 %", "normal, median", "97.5 %"]
Markdown(markdown_table(header, rows))

# %%
#| label: fig-components-shape
#| fig-cap: "How far the components depart from normal densities. Skewness and excess kurtosis of each component (colour) and of the components of a multivariate normal with the same mean and covariance and as many points (grey). The median distance to the fitted normal distribution function is {{< var cloud.shape.ae.distance.median >}} for the AE and {{< var cloud.shape.null.ae.distance.median >}} for its null."
#| fig-alt: "Scatter plots of excess kurtosis over skewness, one dot per component, AE and VAE. Coloured dots for the z-points, grey dots for the null, lines through zero."
pairs = {key: draw.Shape(found["skewness"], found["kurtosis"]) for key, found in shapes.items()}
figure = draw.figure_shapes(
    {name: pairs[name, CLOUD] for name in z}, {name: pairs[name, NORMAL] for name in z}
)

# %% [markdown]
# ## Is the Gaussian form a matter of faces? {#sec-components-controls}
#
# The posts wonder whether the form of the components comes from the statistics of facial features. These are in
# the images and, by training, in the weights; each can be taken away. The same faces with all their pixels in
# random places have no features, and the same architecture with its initial weights has learned nothing; an
# untrained encoder that is fed with shuffled pixels has neither. A component is a weighted sum of thousands of
# numbers; by the central limit theorem it may be Gaussian without any face. What is missing is an encoder that is
# trained on other images than faces: without it, what training does cannot be put down to faces. All rows of
# @tbl-components-controls rest on {{< var cloud.controls.images >}} images; the null tells what truly normal
# components give at that number.

# %%
#| label: tbl-components-controls
#| tbl-cap: "Departure from normal components: medians over the axes of distance to the fitted normal distribution function, absolute skewness and absolute excess kurtosis, and the share of the total variance along the broadest principal axis. Networks of the same architecture, fed with faces and with faces whose pixels are shuffled; trained: on these faces, not on shuffled ones; untrained: mean over {{< var cloud.controls.networks >}} initial networks."
found = series.experiment("gaussian_controls")
groups = {
    "trained_faces": "trained, faces",
    "trained_shuffled": "trained, shuffled pixels",
    "untrained_faces": "untrained, faces",
    "untrained_shuffled": "untrained, shuffled pixels",
}
faces = found["trained_faces"][0]
controls = {key: list(found[key]) for key in groups}
controls["null"] = [nulls.normal_null(faces, n=len(faces), rng=rng)]
rows = []
for key, clouds in controls.items():
    departures = [
        np.mean([np.median(np.abs(measure(points))) for points in clouds])
        for measure in measures.values()
    ]
    results.publish(f"cloud.controls.{key}.distance", departures[0], form=".3f")
    spectra = [cloud.covariance_spectrum(points) for points in clouds]
    first = np.mean([spectrum[0] / spectrum.sum() for spectrum in spectra])
    numbers = [f"{value:.3f}" for value in departures]
    rows.append([groups.get(key, "normal null"), *numbers, printed(first, ".0%")])
results.publish("cloud.controls.images", len(faces), form=",d")
results.publish("cloud.controls.networks", len(found["untrained_faces"]), form="d")
header = ["components of", "distance", "abs. skewness", "abs. kurtosis", "first axis"]
Markdown(markdown_table(header, rows))

# %%
#| label: fig-components-controls
#| fig-cap: "The claim: components are not Gaussian because of faces, if an encoder that has neither learned nor sees faces has such components too. Densities of all components in units of their own standard deviation, with the normal density (dashed). One network each."
#| fig-alt: "Four panels with overlaid curves, one per component, over the standardised component: trained and untrained network, faces and shuffled pixels. A dashed normal density in each."
standard = {
    label: components.standardised_densities(found[key][0]) for key, label in groups.items()
}
figure = draw.figure_controls(standard)

# %% [markdown]
# On faces the trained encoder's components are {{< var cloud.controls.trained_faces.distance >}} from normal in the
# median, the untrained one's {{< var cloud.controls.untrained_faces.distance >}}; on shuffled pixels the
# numbers are {{< var cloud.controls.trained_shuffled.distance >}} and
# {{< var cloud.controls.untrained_shuffled.distance >}}; a normal cloud has
# {{< var cloud.controls.null.distance >}}. If untrained encoders of shuffled pixels are as near to normal as the
# trained encoder on faces, the form needs no faces; if untrained encoders of faces are, it needs no training. If
# all controls are much farther, training on these images has made it; whether it takes faces is then open. Where
# nearly all variance lies along one axis, as the last column may show for the controls, all components
# repeat one quantity, such as the brightness of an image, and have its distribution.

# %% [markdown]
# ## What this settles {#sec-radius-summary}
#
# - The mean radius follows from the centres and widths of the components and needs no other
#   explanation; the thickness of the shell is where correlations, and departures from a normal
#   cloud, have to show. The predictions in @tbl-radius-prediction tell these apart.
# - Roughness in fine bins is a matter for a chi-square, not for the eye; @tbl-radius-roughness says
#   whether more is there than chance.
# - Broad or off-centre axes are a matter of the coordinates where a random turn of the same cloud
#   has as many (@tbl-components-special).
# - The radius belongs to a training: its dimension, its length, its initial weights
#   (@fig-radius-origin, @tbl-radius-gain). How far a repetition would move it is in @tbl-radius-seeds.
#
# Claim by claim, with its rule and verdict: @tbl-claims-curse2 and @tbl-claims-vae13.
#
# Left open here: the small networks stand in for the large ones, of which there is one training each, and
# a handful of runs cannot show a rare second minimum. With the few images and epochs of the smoke profile
# all of this runs, and decides nothing: scale and shape of a cloud settle during training.

# %%
#| label: cell-radius-write
results.write(series.folder)
