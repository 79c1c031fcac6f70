# %% [markdown]
# # Where do random points lie? {#sec-shells}
#
# The simplest way to make a point in a space of $N$ dimensions is to draw each of its components
# independently and uniformly from $[-b, b]$. The posts that this series rebuilds did so to try the
# decoder of an autoencoder at random points, and later asked what such points miss
# [@anracom2023pitfalls1; @anracom2023pitfalls2]. Their claims: the points lie in a spherical shell;
# the shell is broad for two and three dimensions and gets narrower from four on; formulas for its
# radius and width can be confirmed numerically; and a sequence of growing cubes still misses regions.
#
# This chapter computes the radius exactly, without any network. At $N = 256$ and $b = 1$ the mean is
# {{< var shells.mean_radius.n256.b1 >}} and the standard deviation {{< var shells.radius_sd.n256.b1 >}}:
# a shell indeed. It becomes narrower only in relation to its radius; its width in units of $b$ hardly
# changes with $N$. Growing cubes sweep the radius, but never the direction.
#
# What would refute this: a sampled mean or width outside its interval around the exact value, a slope
# of the relative width outside $-0.50 \pm 0.02$, or points found where the formulas leave next to none.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-shells-open
import numpy as np
from IPython.display import Markdown
from scipy import stats

from analysis import draws, shells
from analysis.edition import open_edition
from analysis.figures import shells as draw
from analysis.figures.panels import use_house_style
from analysis.intervals import Sampled, normal_interval, sampled_mean, sampled_sd
from analysis.results import Results
from analysis.tables import markdown_table

use_house_style()
series = open_edition(edition)
streams = iter(series.rng(1).spawn(8))
results = Results("01_shells")

# %% [markdown]
# ## The exact radius {#sec-shells-exact}
#
# For a component $x$ uniform on $[-b, b]$ the moments are elementary: $\mathrm{E}\,R^2 = N b^2/3$ and
# $\mathrm{Var}\,R^2 = 4 N b^4/45$. With $\sigma_R \approx \sqrt{\mathrm{Var}\,R^2} / (2 \sqrt{\mathrm{E}\,R^2})$
# they give the approximations
#
# $$\sigma_R \approx \frac{b}{\sqrt{15}}, \qquad
# \langle R \rangle \approx b \sqrt{\frac{N}{3} - \frac{1}{15}}, \qquad
# \frac{\sigma_R}{\langle R \rangle} \approx \frac{1}{\sqrt{5 N}} .$$
#
# The exact mean is a box integral [@bailey2007box]. With $\varphi(t) = \mathrm{E}\,e^{-t^2 x^2}$, an
# error function divided by its argument,
#
# $$\langle R \rangle = \frac{1}{\sqrt{\pi}} \int_0^\infty \frac{1 - \varphi(t)^N}{t^2}\, dt .$$
#
# Everything scales with $b$, so that $b = 1$ says it all.

# %%
#| label: cell-shells-exact
dims = [1, 2, 3, 4, 8, 16, 32, 64, 128, 200, 256, 512, 1024, 4096]
means = np.array([shells.mean_radius(n) for n in dims])
sds = np.array([shells.radius_sd(n) for n in dims])
for n, mean in zip(dims, means, strict=True):
    if n in (1, 2, 3, 200, 256):
        results.publish(f"shells.mean_radius.n{n}.b1", mean, unit="half-widths b", form=".7f")
results.publish("shells.radius_sd.n256.b1", sds[dims.index(256)], unit="half-widths b", form=".4f")
results.publish(
    "shells.radius_sd.limit", shells.radius_sd_limit(), unit="half-widths b", form=".4f"
)
deviation = np.abs(shells.mean_radius_formula(dims) / means - 1)
large = np.array(dims) >= 8
results.publish("shells.mean_formula.largest_deviation", deviation[large].max(), form=".2%")

# %%
#| label: fig-shells-densities
#| fig-cap: "In units of the half-width, the shell moves outwards and keeps its width (left); in units of its mean radius it narrows (right). Exact densities of the radius for components uniform on [-b, b]."
#| fig-alt: "Two line charts of probability density for N from 2 to 256. Left: humps of equal width at growing radius. Right: humps around 1 that get narrower and higher; the axis is logarithmic above 2."
shown = [2, 3, 8, 32, 256]
grids = [shells.mean_radius(n) + shells.radius_sd(n) * np.linspace(-6, 6, 601) for n in shown]
densities = [shells.radius_density(r, n_dim=n) for n, r in zip(shown, grids, strict=True)]
absolute = dict(zip(shown, zip(grids, densities, strict=True), strict=True))
relative = {
    n: (r / shells.mean_radius(n), d * shells.mean_radius(n)) for n, (r, d) in absolute.items()
}
figure = draw.figure_radius_densities(absolute, relative)

# %% [markdown]
# ## Sampling agrees {#sec-shells-sampled}
#
# Random points are drawn for each $N$ and their radii measured. Means and widths carry 95 % intervals.

# %%
#| label: cell-shells-sample
count = series.sizes["shells_draws"]
sampled_dims = [n for n in dims if n <= 1024]
rng = next(streams)
radii = {n: draws.drawn_radii(count, n_dim=n, rng=rng) for n in sampled_dims}
sampled_means = {n: sampled_mean(r) for n, r in radii.items()}
sampled_sds = {n: sampled_sd(r) for n, r in radii.items()}
widths = {n: draws.relative_width(r) for n, r in radii.items()}
scores = [
    (sampled_means[n].value - means[i]) / sampled_means[n].error for i, n in enumerate(sampled_dims)
]
scores += [
    (sampled_sds[n].value - sds[i]) / sampled_sds[n].error for i, n in enumerate(sampled_dims)
]
skew = normal_interval(stats.skew(radii[256]), np.sqrt(6 / count))
results.publish("shells.skew.n256", **skew._asdict(), form=".3f")
results.publish("shells.draws", count, unit="points per dimension", form=",d")
results.publish(
    "shells.sampled.largest_score", np.abs(scores).max(), unit="standard errors", form=".1f"
)
results.publish("shells.sampled.scores", len(scores), unit="comparisons", form="d")

# %%
#| label: tbl-shells-radius
#| tbl-cap: "Mean and standard deviation of the radius at b = 1, exact and sampled, and the error of the approximate mean. [half-widths b]"
rows = [
    [
        n,
        f"{means[i]:.5f}",
        sampled_means[n].text(".5f"),
        f"{deviation[i]:.3%}",
        f"{sds[i]:.5f}",
        sampled_sds[n].text(".5f"),
        f"{sds[i] / means[i]:.4f}",
    ]
    for i, n in enumerate(sampled_dims)
]
header = [
    "N",
    "mean, exact",
    "mean, sampled",
    "formula off by",
    "sd, exact",
    "sd, sampled",
    "sd / mean",
]
Markdown(markdown_table(header, rows))

# %% [markdown]
# The largest of the {{< var shells.sampled.scores >}} differences between sampled and exact numbers is
# {{< var shells.sampled.largest_score >}} standard errors, with {{< var shells.draws >}} points per
# dimension. From $N = 8$ on the approximate mean is off by at most
# {{< var shells.mean_formula.largest_deviation >}}. At $N = 256$ the radii are distributed nearly normally: their
# skewness is {{< var shells.skew.n256 >}} ({{< var shells.skew.n256.low >}} to {{< var shells.skew.n256.high >}}).
#
# ## Narrower, but only relatively {#sec-shells-width}
#
# We call a shell *broad* if its standard deviation exceeds a quarter of its mean radius. The square, with
# {{< var shells.relative_width.n2 >}} ({{< var shells.relative_width.n2.low >}} to
# {{< var shells.relative_width.n2.high >}}), and the cube, with {{< var shells.relative_width.n3 >}}
# ({{< var shells.relative_width.n3.low >}} to {{< var shells.relative_width.n3.high >}}), are broad; four
# dimensions, with {{< var shells.relative_width.n4 >}}, fall just below the line, and at $N = 256$ the number is {{< var shells.relative_width.n256 >}}. From $N = 4$ to 1024 it falls as $N$ to the
# power {{< var shells.width_slope.sampled >}} ({{< var shells.width_slope.sampled.low >}} to
# {{< var shells.width_slope.sampled.high >}}) in the samples and {{< var shells.width_slope.exact >}} exactly;
# from 32 to 4096 the exact power is {{< var shells.width_slope.large_n >}}, next to the limit of $-1/2$.
#
# The width itself stays where it is: from $N = 32$ on the exact $\sigma_R$ differs from $b/\sqrt{15}$ by
# at most {{< var shells.radius_sd.largest_deviation >}}. "The shell gets narrower" is true in relation
# to its radius and false in any fixed unit.

# %%
#| label: cell-shells-width
exact_widths = {n: Sampled(s / m, 0.0) for n, s, m in zip(dims, sds, means, strict=True)}
for n in (2, 3, 4, 256):
    results.publish(f"shells.relative_width.n{n}", **widths[n].interval._asdict(), form=".4f")
ranges = {"exact": [n for n in sampled_dims if n >= 4], "large_n": [n for n in dims if n >= 32]}
slope = draws.power_law(ranges["exact"], [widths[n] for n in ranges["exact"]])
results.publish("shells.width_slope.sampled", **slope.interval._asdict(), form=".4f")
for name, chosen in ranges.items():
    slope = draws.power_law(chosen, [exact_widths[n] for n in chosen])
    results.publish(f"shells.width_slope.{name}", slope.value, form=".4f")
from_32 = sds[dims.index(32) :] / shells.radius_sd_limit() - 1
results.publish("shells.radius_sd.largest_deviation", np.abs(from_32).max(), form=".2%")

# %%
#| label: fig-shells-widths
#| fig-cap: "The width of the shell tends to b/√15 = {{< var shells.radius_sd.limit >}} b and stays there (left), while its relative width falls as 1/√(5N) (right)."
#| fig-alt: "Two charts against the dimension from 1 to 1024. Left: standard deviation falls slightly from 0.29 to a constant. Right: relative width on logarithmic axes falls along a straight line. Sampled points lie on the exact curves."
n_sampled = len(sampled_dims)
limits = np.full(n_sampled, shells.radius_sd_limit())
figure = draw.figure_widths(
    sampled_dims,
    (sds[:n_sampled], [sampled_sds[n] for n in sampled_dims], limits),
    (
        (sds / means)[:n_sampled],
        [widths[n] for n in sampled_dims],
        shells.relative_width_limit(sampled_dims),
    ),
)

# %% [markdown]
# ## The nine boundaries of the posts {#sec-shells-boundaries}
#
# The posts decoded points from nine cubes, $b$ = 0.5 to 50, at $N = 200$, and later from others at
# $N = 256$ [@anracom2022curse1; @anracom2023frag5]. The scaling is exact, so one factor per dimension
# gives all radii. @tbl-shells-boundaries checks the factor with points drawn for each cube.

# %%
#| label: cell-shells-boundaries
boundaries = np.array([0.5, 2.5, 5, 8, 10, 15, 20, 30, 50])
per_dim = {
    n: (boundaries * shells.mean_radius(n), boundaries * shells.radius_sd(n)) for n in (200, 256)
}
rng = next(streams)
per_cube = [
    b * draws.drawn_radii(series.sizes["shells_cube_draws"], n_dim=200, rng=rng) for b in boundaries
]
per_cube = [sampled_mean(r) for r in per_cube]
ratios = np.array([e.value / b for e, b in zip(per_cube, boundaries, strict=True)])
spread = np.abs(ratios / shells.mean_radius(200) - 1).max()
results.publish("shells.scaling.largest_deviation", spread, form=".3%")
reported_peak = 16.5
matched = reported_peak / shells.mean_radius(256)
results.publish("shells.matched_half_width.n256", matched, unit="latent units", form=".2f")
results.publish(
    "shells.matched_half_width.n200", reported_peak / shells.mean_radius(200), form=".2f"
)

# %%
#| label: tbl-shells-boundaries
#| tbl-cap: "Radii of points from the posts' nine cubes: exact means and standard deviations, and sampled means with 95 % intervals at N = 200. [latent units]"
rows = [
    [
        f"{b:g}",
        f"{per_dim[200][0][i]:.2f}",
        e.text(),
        f"{per_dim[200][1][i]:.2f}",
        f"{per_dim[256][0][i]:.2f}",
        f"{per_dim[256][1][i]:.2f}",
    ]
    for i, (b, e) in enumerate(zip(boundaries, per_cube, strict=True))
]
Markdown(markdown_table(["b", "mean, N = 200", "sampled", "sd", "mean, N = 256", "sd"], rows))

# %%
#| label: fig-shells-boundaries
#| fig-cap: "None of the nine cubes is centred on the radii of faces: 0.5 stays far inside, 2.5 reaches their outer flank, all others lie far outside. Bands: the ranges that the posts report for nearly all and for more than half of their z-points."
#| fig-alt: "Chart with logarithmic axes of radius against half-width of the cube. Points with short bars rise along two parallel lines for N = 200 and 256. Of a horizontal band from 12 to 24 only the bars at half-width 2.5 touch the upper part."
bands = {"nearly all z-points, as reported": (12, 24), "more than half of them": (14, 19)}
figure = draw.figure_boundaries(boundaries, per_dim, bands=bands)

# %% [markdown]
# A cube whose points have the reported typical radius of 16.5 needs a half-width of
# {{< var shells.matched_half_width.n200 >}} at $N = 200$ and {{< var shells.matched_half_width.n256 >}} at
# $N = 256$; it was not among the nine. From 5 on the cubes fail by their radius alone, which says nothing
# about the fine structure of latent space. Whether a cube of matched radius does better is a question for
# @sec-random-points.
#
# ## What a shell misses {#sec-shells-missed}
#
# Three regions get no points. The *inner ball*, although it touches all faces of the cube: at $N = 256$
# a point lands in it with a chance of $10$ to the power {{< var shells.inner_ball.n256 >}}. The *corners*,
# at a radius of $b\sqrt{N}$, {{< var shells.corner_distance.n256 >}} standard deviations outside the shell,
# whose radius is {{< var shells.corner_share.n256 >}} of theirs. And *any given direction*: the cosine
# between a random and a given direction has a standard deviation of exactly $1/\sqrt{N}$,
# {{< var shells.cosine_sd.n256 >}} at $N = 256$, so that nearly all points are nearly perpendicular to it.

# %%
#| label: fig-shells-cuts
#| fig-cap: "Seen from any fixed direction, here from the centre of the picture to the right, a random point in many dimensions is far out and off the axis. The dashed circle is the ball that touches the cube's faces."
#| fig-alt: "Three scatter plots of distance from an axis against component along it, for N = 2, 16 and 256. For N = 2 points fill the region; for N = 256 they form a small spot above the origin, far outside the dashed circle."
rng = next(streams)
directions = {n: rng.standard_normal(n) for n in (2, 16, 256)}
cuts = {}
for n, direction in directions.items():
    points = draws.uniform_points((2000, n), rng=rng)
    along = points @ direction / np.linalg.norm(direction)
    cuts[n] = (along, np.sqrt(np.maximum(np.sum(points**2, axis=1) - along**2, 0)))
figure = draw.figure_cuts(cuts)

# %% [markdown]
# The direction is the stronger argument. A compact cloud of faces whose centre lies away from the origin
# is seen from the origin under some angle. Growing the cube moves the shell through the cloud's radius, but
# a point must also fall into the cone that holds the cloud. If that cone has a half angle of 60°, which is a
# very large cloud, the chance at $N = 256$ is $10$ to the power {{< var shells.cone60.n256 >}}; with
# 30° it is $10$ to the power {{< var shells.cone30.n256 >}}. Cubes of any size, balls and
# Gaussian clouds around the origin share this. For the cube it holds for almost all directions, not for
# each: its own diagonals are somewhat preferred.

# %%
#| label: cell-shells-missed
cones = {60: 0.5, 30: np.sqrt(0.75)}  # half angle and its cosine
from_2 = dims[1:]
chances = {"inner ball, R < b": np.array([shells.log_inner_ball(n, radius=1.0) for n in from_2])}
for angle, cosine in cones.items():
    chances[f"cone of {angle}° around a direction"] = np.array(
        [shells.log_cone(n, cosine=cosine) for n in from_2]
    )
chances = {name: values / np.log(10) for name, values in chances.items()}
at_256 = from_2.index(256)
for key, values in zip(("inner_ball", "cone60", "cone30"), chances.values(), strict=True):
    results.publish(f"shells.{key}.n256", values[at_256], unit="power of ten", form=".0f")
share = shells.mean_radius(256) / np.sqrt(256)
results.publish("shells.corner_share.n256", share, form=".3f")
corner_distance = (np.sqrt(256) - shells.mean_radius(256)) / shells.radius_sd(256)
results.publish(
    "shells.corner_distance.n256", corner_distance, unit="standard deviations", form=".1f"
)
results.publish("shells.cosine_sd.n256", shells.cosine_sd(256), form=".4f")
cosines = cuts[256][0] / np.hypot(*cuts[256])
measured = sampled_sd(cosines)
results.publish("shells.sampled_cosine_sd.n256", **measured.interval._asdict(), form=".4f")

# %%
#| label: fig-shells-missed
#| fig-cap: "The chance of hitting a cone around a given direction falls exponentially with the dimension, that of hitting the ball which touches the cube's faces even faster."
#| fig-alt: "Line chart of the probability per point against the dimension from 2 to 4096 with a logarithmic scale. All three curves start near 1 and fall below ten to the power minus 17 at N = 256."
figure = draw.figure_missed(from_2, chances)

# %% [markdown]
# ## Are square and cube "filled relatively well"? {#sec-shells-filling}
#
# The posts say so of two and three dimensions. We scatter equally many points in each dimension and
# measure, from random probes, the distance to the nearest point and the mean distance to all. A space is
# filled where the nearest point is much nearer than a typical one; where the ratio is close to 1, every
# point is as far away as every other. For comparison: the nearest distance that points of the same density
# would have in a space without borders.

# %%
#| label: tbl-shells-filling
#| tbl-cap: "Distance from a random probe to the nearest of {{< var shells.filling.points >}} points. [half-widths b]"
rng = next(streams)
points_each = series.sizes["shells_points"]
rows = []
for n in (2, 3, 8, 16, 256):
    cloud = draws.uniform_points((points_each, n), rng=rng)
    nearest, typical = draws.nearest_distances(
        draws.uniform_points((points_each, n), rng=rng), cloud
    )
    ratio = sampled_mean(nearest / typical)
    results.publish(f"shells.filling.n{n}", **ratio.interval._asdict(), form=".3f")
    expected = draws.poisson_nearest(points_each / 2.0**n, n_dim=n)
    rows.append(
        [
            n,
            f"{nearest.mean():.3f}",
            f"{expected:.3f}",
            f"{typical.mean():.2f}",
            f"{ratio.value:.3f}",
        ]
    )
results.publish("shells.filling.points", points_each, form=",d")
Markdown(
    markdown_table(["N", "nearest", "nearest, no borders", "typical", "nearest / typical"], rows)
)

# %% [markdown]
# With {{< var shells.filling.points >}} points the ratio is {{< var shells.filling.n2 >}} in the square,
# {{< var shells.filling.n3 >}} in the cube and {{< var shells.filling.n256 >}} at $N = 256$. In 256 dimensions
# every probe lies in a "void", and so does every point of the sample itself: emptiness is no sign of
# structure there.
#
# ## Independence {#sec-shells-independence}
#
# The components are independent by construction. The largest absolute correlation among all pairs of 256
# components is {{< var shells.correlation.largest >}}; for independent components half of all samples of
# this size lie below {{< var shells.correlation.null_median >}} and 95 % between
# {{< var shells.correlation.null_median.low >}} and {{< var shells.correlation.null_median.high >}}.
#
# Radius and direction are *not* independent for the cube, since it reaches farther along its diagonals. We
# measure the shape of a direction $u$ by $N \sum u_i^4$, which is 1 along a diagonal and $N$ along an axis.
# Its correlation with $R^2$ at $N = 256$ is {{< var shells.direction_correlation.cube >}}
# ({{< var shells.direction_correlation.cube.low >}} to {{< var shells.direction_correlation.cube.high >}})
# for the cube; for Gaussian components, whose directions have no preference, it is
# {{< var shells.direction_correlation.gaussian >}} ({{< var shells.direction_correlation.gaussian.low >}} to
# {{< var shells.direction_correlation.gaussian.high >}}).

# %%
#| label: cell-shells-independence
rng = next(streams)
size = series.sizes["shells_cube_draws"]
clouds = {
    "cube": draws.uniform_points((size, 256), rng=rng),
    "gaussian": draws.gaussian_points((size, 256), rng=rng),
}
results.publish("shells.correlation.largest", draws.largest_correlation(clouds["cube"]), form=".4f")
low, median, high = (
    draws.largest_correlation_null(size, 256, probability=p) for p in (0.025, 0.5, 0.975)
)
results.publish("shells.correlation.null_median", median, low=low, high=high, form=".4f")
for name, cloud in clouds.items():
    r = draws.correlation(np.sum(cloud**2, axis=1), draws.direction_spread(cloud))
    results.publish(f"shells.direction_correlation.{name}", **r.interval._asdict(), form=".3f")

# %% [markdown]
# ## Gaussian components {#sec-shells-gaussian}
#
# Components drawn from a normal distribution make a shell too: the radius then follows a chi distribution.
# With standard deviation 1 and $N = 256$ its mean is {{< var shells.chi_mean.n256 >}}, its most frequent value
# {{< var shells.chi_mode.n256 >}} and its standard deviation {{< var shells.chi_sd.n256 >}}; the sampled mean is
# {{< var shells.sampled_chi_mean.n256 >}} ({{< var shells.sampled_chi_mean.n256.low >}} to
# {{< var shells.sampled_chi_mean.n256.high >}}). In relation to the mean this shell is wider than the cube's, since
# the squares of normal components vary more: {{< var shells.chi_width.n256 >}} against
# {{< var shells.relative_width.n256 >}}. A radius near 16 is what 256 independent components of unit variance give. It
# does not follow that a cloud with this radius has such components: see @sec-radius.

# %%
#| label: cell-shells-gaussian
for key, law in {"mean": shells.chi_mean, "sd": shells.chi_sd, "mode": shells.chi_mode}.items():
    results.publish(f"shells.chi_{key}.n256", law(256), unit="standard deviations", form=".3f")
results.publish("shells.chi_width.n256", shells.chi_sd(256) / shells.chi_mean(256), form=".4f")
normal = draws.drawn_radii(size, n_dim=256, sampler=draws.gaussian_points, rng=next(streams))
sampled = sampled_mean(normal)
results.publish("shells.sampled_chi_mean.n256", **sampled.interval._asdict(), form=".3f")

# %%
#| label: tbl-shells-gaussian
#| tbl-cap: "Shells of uniform components, scaled to unit variance (b = √3), and of Gaussian components with standard deviation 1."
rows = [
    [
        n,
        f"{np.sqrt(3) * shells.mean_radius(n):.3f}",
        f"{np.sqrt(3) * shells.radius_sd(n):.3f}",
        f"{shells.chi_mean(n):.3f}",
        f"{shells.chi_sd(n):.3f}",
        f"{shells.chi_mode(n):.3f}",
    ]
    for n in (1, 2, 3, 16, 64, 256, 1024)
]
Markdown(markdown_table(["N", "uniform, mean", "sd", "Gaussian, mean", "sd", "mode"], rows))

# %% [markdown]
# ## What follows
#
# Uniform points in a cube around the origin are a bad probe of a latent space for two reasons that need no
# network: they are all at one radius, which must be matched by choice of $b$, and they avoid every direction
# that is given beforehand. The first can be repaired, the second cannot. Nothing here depends on the images or
# the profile; a smoke edition draws fewer points, so that its intervals are wider.

# %%
#| label: cell-shells-write
at = sampled_means[256].interval
results.publish("shells.sampled_mean.n256.b1", **at._asdict(), unit="half-widths b", form=".4f")
results.write(series.folder)
