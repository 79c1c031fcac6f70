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
# What would refute this: sampled means and widths farther from the exact ones than chance leads to expect
# of so many comparisons, a slope of the relative width outside $-0.50 \pm 0.02$, or more points than the
# formulas expect in a region that they call empty.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-shells-open
import numpy as np
from IPython.display import Markdown
from scipy import stats

from analysis import draws, regions, reported, shells
from analysis.edition import open_edition
from analysis.figures import shells as draw
from analysis.figures.panels import use_house_style
from analysis.intervals import Sampled, normal_interval, sampled_mean, sampled_sd
from analysis.results import Results
from analysis.tables import markdown_table

use_house_style()
series = open_edition(edition)
streams = iter(series.rng(1).spawn(10))
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
at_256 = dims.index(256)
for n in (1, 2, 3, 200, 256):
    mean = means[dims.index(n)]
    results.publish(f"shells.mean_radius.n{n}.b1", mean, unit="half-widths b", form=".7f")
results.publish("shells.radius_sd.n256.b1", sds[at_256], unit="half-widths b", form=".4f")
results.publish(
    "shells.radius_sd.limit", shells.radius_sd_limit(), unit="half-widths b", form=".4f"
)

# %%
#| label: fig-shells-densities
#| fig-cap: "In units of the half-width, the shell moves outwards and keeps its width (left); in units of its mean radius it narrows (right). Exact densities of the radius for components uniform on [−b, b]."
#| fig-alt: "Two line charts of probability density for N from 2 to 256. Left: humps of equal width at growing radius. Right: humps around 1 that get narrower and higher."
shown = [2, 3, 8, 32, 256]
grids = [shells.mean_radius(n) + shells.radius_sd(n) * np.linspace(-6, 6, 601) for n in shown]
densities = [shells.radius_density(r, n_dim=n) for n, r in zip(shown, grids, strict=True)]
absolute = dict(zip(shown, zip(grids, densities, strict=True), strict=True))
relative = {
    n: (r / shells.mean_radius(n), d * shells.mean_radius(n)) for n, (r, d) in absolute.items()
}
figure = draw.figure_radius_densities(absolute, relative)

# %% [markdown]
# How good are the approximations? @fig-shells-errors compares them with the exact numbers for $N$ from
# 1 to 4096, and beside them the corresponding ones for Gaussian components, whose radius follows a chi
# distribution: $\langle R \rangle \approx \sigma \sqrt{N - 1/2}$, $\sigma_R \approx \sigma/\sqrt{2}$ and
# $\sigma_R/\langle R \rangle \approx 1/\sqrt{2 N}$. From $N = 8$ on the approximate mean of the cube is off by
# at most {{< var shells.mean_formula.largest_deviation >}}; its error falls as $N$ to the power
# {{< var shells.errors.mean_power >}}, those of the two widths as $N$ to the power
# {{< var shells.errors.sd_power >}} and {{< var shells.errors.width_power >}} (from 64 to 4096).

# %%
#| label: fig-shells-errors
#| fig-cap: "The approximations for mean, width and relative width of the shell are rough for square and cube and good from some eight dimensions on; the mean converges fastest. Relative error: size of approximate over exact number, less 1."
#| fig-alt: "Two charts with logarithmic axes of the relative error against the dimension from 1 to 4096, for uniform and for Gaussian components. Three falling lines each; the line of the mean is the steepest."
curve_dims = np.unique(np.round(2 ** np.arange(0, 12.01, 0.25)).astype(int)).tolist()
uniform = np.array([(shells.mean_radius(n), shells.radius_sd(n)) for n in curve_dims]).T
gaussian = np.array([(shells.chi_mean(n), shells.chi_sd(n)) for n in curve_dims]).T
errors = {
    "components uniform on [−b, b]": {
        "mean, b√(N/3 − 1/15)": shells.mean_radius_formula(curve_dims) / uniform[0] - 1,
        "sd, b/√15": shells.radius_sd_limit() / uniform[1] - 1,
        "sd/mean, 1/√(5N)": shells.relative_width_limit(curve_dims) * uniform[0] / uniform[1] - 1,
    },
    "Gaussian components": {
        "mean, σ√(N − 1/2)": shells.chi_mean_formula(curve_dims) / gaussian[0] - 1,
        "sd, σ/√2": shells.chi_sd_limit() / gaussian[1] - 1,
        "sd/mean, 1/√(2N)": shells.chi_width_limit(curve_dims) * gaussian[0] / gaussian[1] - 1,
    },
}
figure = draw.figure_errors(curve_dims, errors)

# %%
#| label: cell-shells-errors
ours = dict(
    zip(("mean", "sd", "width"), errors["components uniform on [−b, b]"].values(), strict=True)
)
from_8, from_64 = (np.array(curve_dims) >= n for n in (8, 64))
results.publish(
    "shells.mean_formula.largest_deviation", np.abs(ours["mean"][from_8]).max(), form=".2%"
)
for what, values in ours.items():
    exact = [Sampled(abs(e), 0.0) for e in values[from_64]]
    power = draws.power_law(np.array(curve_dims)[from_64].tolist(), exact).value
    results.publish(f"shells.errors.{what}_power", power, form=".2f")

# %% [markdown]
# ## Sampling agrees {#sec-shells-sampled}
#
# Random points are drawn for each $N$ and their radii measured. Means and widths carry 95 % intervals.
# @tbl-shells-grid repeats this with fresh points for several cubes: the scaling with $b$ is exact, so all
# means of a row, divided by $b$, must agree with one number.

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

# %%
#| label: tbl-shells-radius
#| tbl-cap: "Mean and standard deviation of the radius at b = 1, exact and sampled with 95 % margins. [half-widths b]"
rows = [
    [
        n,
        f"{means[i]:.4f}",
        sampled_means[n].text(".4f"),
        f"{sds[i]:.4f}",
        sampled_sds[n].text(".4f"),
        f"{sds[i] / means[i]:.4f}",
    ]
    for i, n in enumerate(sampled_dims)
]
header = ["N", "mean, exact", "mean, sampled", "sd, exact", "sd, sampled", "sd / mean"]
Markdown(markdown_table(header, rows))

# %%
#| label: tbl-shells-grid
#| tbl-cap: "Mean radius over half-width of points drawn afresh for each dimension and half-width, with 95 % margins, beside the exact ratio, which does not depend on b. Off by: largest distance of a row's means from the exact one, in standard errors."
rng = next(streams)
cube_draws = series.sizes["shells_cube_draws"]
grid_dims, grid_widths = (1, 2, 3, 4, 16, 64, 256, 1024), (0.5, 1.5, 5.0, 20.0)
rows = []
for n in grid_dims:
    found = [sampled_mean(b * draws.drawn_radii(cube_draws, n_dim=n, rng=rng)) for b in grid_widths]
    exact = [shells.mean_radius(n, half_width=b) for b in grid_widths]
    row_scores = [(f.value - e) / f.error for f, e in zip(found, exact, strict=True)]
    scores += row_scores
    ratios = [Sampled(f.value / b, f.error / b) for f, b in zip(found, grid_widths, strict=True)]
    cells = [f"{shells.mean_radius(n):.4f}", *(ratio.text(".4f") for ratio in ratios)]
    rows.append([n, *cells, f"{np.abs(row_scores).max():.1f}"])
usual = stats.norm.isf((1 - 0.5 ** (1 / len(scores))) / 2)  # median of the largest by chance
for what, value in {"largest": np.abs(scores).max(), "expected": usual}.items():
    results.publish(f"shells.sampled.{what}_score", value, unit="standard errors", form=".1f")
results.publish("shells.sampled.scores", len(scores), unit="comparisons", form="d")
header = ["N", "exact", *(f"b = {b:g}" for b in grid_widths), "off by"]
Markdown(markdown_table(header, rows))

# %% [markdown]
# The largest of the {{< var shells.sampled.scores >}} differences between sampled and exact numbers of both
# tables is {{< var shells.sampled.largest_score >}} standard errors; by chance alone half of all such sets stay below
# {{< var shells.sampled.expected_score >}}. At $N = 256$ the radii are distributed nearly normally: their
# skewness is {{< var shells.skew.n256 >}} ({{< var shells.skew.n256.low >}} to {{< var shells.skew.n256.high >}}).
#
# ## Narrower, but only relatively {#sec-shells-width}
#
# We call a shell *broad* if its standard deviation exceeds a quarter of its mean radius. The square, with
# {{< var shells.relative_width.n2 >}} ({{< var shells.relative_width.n2.low >}} to
# {{< var shells.relative_width.n2.high >}}), and the cube, with {{< var shells.relative_width.n3 >}}
# ({{< var shells.relative_width.n3.low >}} to {{< var shells.relative_width.n3.high >}}), are broad; four
# dimensions, with exactly {{< var shells.relative_width.exact_n4 >}}, fall just below the line, and at $N = 256$
# the number is {{< var shells.relative_width.n256 >}}. From $N = 4$ to 1024 it falls as $N$ to the power
# {{< var shells.width_slope.sampled >}} ({{< var shells.width_slope.sampled.low >}} to
# {{< var shells.width_slope.sampled.high >}}) in the samples and {{< var shells.width_slope.exact >}} exactly;
# from 32 to 4096 the exact power is {{< var shells.width_slope.large_n >}}, next to the limit of $-1/2$.
#
# The width itself stays where it is: from $N = 32$ on the exact $\sigma_R$ differs from $b/\sqrt{15}$ by
# at most {{< var shells.radius_sd.largest_deviation >}}. "The shell gets narrower" is true in relation
# to its radius and false in any fixed unit.

# %%
#| label: cell-shells-width
exact_widths = {n: Sampled(s / m, 0.0) for n, s, m in zip(dims, sds, means, strict=True)}
for n in (2, 3, 256):
    results.publish(f"shells.relative_width.n{n}", **widths[n].interval._asdict(), form=".4f")
results.publish("shells.relative_width.exact_n4", exact_widths[4].value, form=".4f")
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
#| fig-cap: "The width of the shell tends to b/√15 = {{< var shells.radius_sd.limit >}} b and stays there (left), while its relative width falls as 1/√(5N) (right). Dots: points drawn at random; their 95 % intervals are mostly smaller than the dots."
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
matched = reported.PEAK / shells.mean_radius(256)
results.publish("shells.matched_half_width.n256", matched, unit="latent units", form=".2f")
results.publish(
    "shells.matched_half_width.n200", reported.PEAK / shells.mean_radius(200), form=".2f"
)

# %%
#| label: tbl-shells-boundaries
#| tbl-cap: "Radii of points from the posts' nine cubes: exact means and standard deviations, and at N = 200 sampled means with 95 % margins. [latent units]"
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
bands = {
    "nearly all z-points, as reported": reported.NEARLY_ALL,
    "more than half of them": reported.MORE_THAN_HALF,
}
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
# Some regions get next to no points, and no point need be drawn to know it: the chances below are exact. That of a
# cone depends on where its axis points, since the cube reaches farthest along its diagonals; what is given is
# its average over all directions of the axis.
#
# - The *inner ball*, although it touches all faces of the cube: at $N = 256$ a point lands in it with a chance of
#   {{< var shells.inner_ball.n256 >}}. Where the chance is large enough to see, at $N$ = 2, 3, 4 and 8, the shares of
#   the points drawn above differ from the exact ones by at most {{< var shells.inner_ball.largest_score >}} standard
#   errors.
# - The *face centres*, at a distance of $b$ from the origin, far inside the shell: the half ball of radius $b$ around
#   one, inside the cube, has half that chance.
# - The *corners*, at a radius of $b\sqrt{N}$, {{< var shells.corner_distance.n256 >}} standard deviations outside the
#   shell, whose radius is {{< var shells.corner_share.n256 >}} of theirs: all of them together, a cube of the side
#   $b/2$ at each, get a point with a chance of {{< var shells.corners.n256 >}}.
# - *Any given direction*: the cosine between a random and a given direction has a standard deviation of exactly
#   $1/\sqrt{N}$, {{< var shells.cosine_sd.n256 >}} at $N = 256$ (in the points of @fig-shells-cuts
#   {{< var shells.sampled_cosine_sd.n256.low >}} to {{< var shells.sampled_cosine_sd.n256.high >}}), so that nearly
#   all points are nearly perpendicular to it.

# %%
#| label: fig-shells-cuts
#| fig-cap: "In many dimensions a random point lies far out and nearly across any fixed direction. Each dot is one of 2,000 points of the cube: its component along a random direction that is the same for all (horizontal), and its distance from the axis in that direction (vertical). Dashed: the ball that touches the cube's faces."
#| fig-alt: "Three scatter plots of distance from an axis against component along it, for N = 2, 16 and 256. For N = 2 points fill the region; for N = 256 they form a small spot above the origin, far outside the dashed circle."
rng = next(streams)
directions = {n: rng.standard_normal(n) for n in (2, 16, 256)}
cuts = {}
for n, direction in directions.items():
    points = draws.uniform_points((2000, n), rng=rng)
    along = points @ direction / np.linalg.norm(direction)
    cuts[n] = (along, np.sqrt(np.maximum(np.sum(points**2, axis=1) - along**2, 0)))
figure = draw.figure_cuts(cuts)

# %%
#| label: cell-shells-missed
cones = {60: 0.5, 30: np.sqrt(0.75)}  # half angle and its cosine
from_2 = dims[1:]
chances = {
    "inner ball, R < b": [regions.log_inner_ball(n, radius=1.0) for n in from_2],
    "half ball at a face centre": [regions.log_face_centre(n, radius=1.0) for n in from_2],
    "all corners, |x| > b/2 throughout": [regions.log_corners(n, depth=0.5) for n in from_2],
}
for angle, cosine in cones.items():
    cone = [regions.log_cone(n, cosine=cosine) for n in from_2]
    chances[f"cone of {angle}° around a direction"] = cone
chances = {name: np.array(values) / np.log(10) for name, values in chances.items()}
keys = ("inner_ball", "face_centre", "corners", "cone60", "cone30")
for key, values in zip(keys, chances.values(), strict=True):
    at_256 = values[from_2.index(256)]
    text = regions.printed_chance(at_256)
    results.publish(f"shells.{key}.n256", at_256, unit="power of ten", text=text)
exact = {n: np.exp(regions.log_inner_ball(n, radius=1.0)) for n in (2, 3, 4, 8)}
ball_scores = [(np.mean(radii[n] < 1) - p) / np.sqrt(p * (1 - p) / count) for n, p in exact.items()]
results.publish(
    "shells.inner_ball.largest_score", np.abs(ball_scores).max(), unit="standard errors", form=".1f"
)
share = shells.mean_radius(256) / np.sqrt(256)
results.publish("shells.corner_share.n256", share, form=".3f")
corner_distance = (np.sqrt(256) - shells.mean_radius(256)) / shells.radius_sd(256)
results.publish(
    "shells.corner_distance.n256", corner_distance, unit="standard deviations", form=".1f"
)
results.publish("shells.cosine_sd.n256", regions.cosine_sd(256), form=".4f")
measured = sampled_sd(cuts[256][0] / np.hypot(*cuts[256]))
results.publish("shells.sampled_cosine_sd.n256", **measured.interval._asdict(), form=".4f")

# %%
#| label: fig-shells-missed
#| fig-cap: "The chance of landing in a region falls exponentially with the dimension, or faster. Below 0.1 the vertical axis is logarithmic in the exponent. From N = 16 on the half ball covers the inner ball, and the cone of 30° the corners: their chances are nearly equal. Chances of cones are averages over all directions of the axis."
#| fig-alt: "Line chart of the probability per point against the dimension from 2 to 4096 with a logarithmic scale. Five curves start near 1 and fall without end, two of them faster than the others; the slowest, the cone of 60 degrees, is below ten to the power minus 16 at N = 256."
figure = draw.figure_missed(from_2, chances)

# %% [markdown]
# The direction is the stronger argument. Growing the cube moves the shell through the radius of a cloud, but
# a point must also fall into the cone that holds the cloud. If that cone has a half angle of 60°, which is a
# very large cloud, the chance at $N = 256$ is {{< var shells.cone60.n256 >}} on average over its directions; with
# 30° it is {{< var shells.cone30.n256 >}}.
#
# ## A sequence of growing cubes {#sec-shells-growing}
#
# What do growing cubes miss, then? Take a compact region off the origin: a ball whose centre has the norm $c$
# and whose radius is $\rho$. Nearly all of its volume lies at its surface and across the direction of its
# centre, at a distance of $\sqrt{c^2 + \rho^2}$ from the origin; we fix that at the reported
# {{< var shells.region.radius >}} and let $\rho/c$ decide how far off the ball is. @fig-shells-growing (left)
# follows the chance of a hit while the cube grows through 0.25 to 64, and beside it the chances for Gaussian
# components and for points on a sphere, both with the cube's mean radius.
#
# With $\rho/c = 0.8$ the best of all cubes, $b$ = {{< var shells.ball.r80.best_half_width >}}, hits with a chance of
# {{< var shells.ball.r80.cube >}}; the best Gaussian cloud reaches {{< var shells.ball.r80.gaussian >}} and the best
# sphere {{< var shells.ball.r80.sphere >}}. A million points of each of a million cubes would give no hit, and it is
# no fault of cubes: all three clouds are centred on the origin and have no direction. For a ball half as large as
# its distance the best chance of a cube is {{< var shells.ball.r50.cube >}}, for one that nearly touches the origin,
# $\rho/c = 0.95$, it is {{< var shells.ball.r95.cube >}}. What changes everything is whether the region holds the
# origin: with $\rho/c = 1.05$ a small cube lies inside it, and no large one ever hits it again.
#
# The direction of the ball's centre matters for the cube: the numbers are for a direction whose components are
# as unequal as those of a random one. With $\rho/c = 0.8$ and the same $b$, a ball in the direction of a corner is
# hit with a chance of {{< var shells.ball.diagonal >}}, and one on an axis {{< var shells.ball.axis >}}.

# %%
#| label: fig-shells-growing
#| fig-cap: "Growing clouds about the origin hardly ever hit a compact region off the origin, at any size; one that holds the origin they hit while they are small, and lose when they grow. N = 256. Left: balls of radius ρ around a centre of norm c. Right: ellipsoids with the centre and the widths that the posts report for their cloud, and with half these widths."
#| fig-alt: "Two charts of the probability per point, from 1 down to ten to the power minus 200, against the half-width from 0.25 to 64 on a logarithmic axis. Left: humps for four balls, of which only the largest starts at 1. Right: two curves that start at 1 and fall steeply. Solid, dashed and dotted lines for cube, Gaussian and sphere lie close together."
grid = np.geomspace(0.25, 64, 25)
gaussian_sd = shells.mean_radius(256) / shells.chi_mean(256)
way = regions.typical_direction(256)
balls = {ratio: reported.PEAK / np.hypot(1, ratio) for ratio in (0.5, 0.8, 0.95, 1.05)}
hits = {
    ratio: {
        "cube": lambda b, c=c, rho=ratio * c: regions.log_ellipsoid_from_cube(
            c * way, rho, half_width=b
        ),
        "Gaussian": lambda b, c=c, rho=ratio * c: regions.log_ellipsoid_from_gaussian(
            c * way, rho, sd=b * gaussian_sd
        ),
        "sphere": lambda b, c=c, rho=ratio * c: regions.log_ball_from_sphere(
            256, distance=c, radius=rho, shell=b * shells.mean_radius(256)
        ),
    }
    for ratio, c in balls.items()
}
ball_chances = {
    f"ρ/c = {ratio:g}": {sampler: [chance(b) for b in grid] for sampler, chance in of.items()}
    for ratio, of in hits.items()
}
told = reported.reported_moments()
ellipsoid_chances = {
    label: {
        "cube": [regions.log_ellipsoid_from_cube(told.centre, axes, half_width=b) for b in grid],
        "Gaussian": [
            regions.log_ellipsoid_from_gaussian(told.centre, axes, sd=b * gaussian_sd) for b in grid
        ],
    }
    for label, axes in {"reported moments": 16 * told.sd, "half as wide": 8 * told.sd}.items()
}
panels = {
    title: {
        region: {sampler: np.array(values) / np.log(10) for sampler, values in samplers.items()}
        for region, samplers in curves.items()
    }
    for title, curves in {"balls": ball_chances, "ellipsoids": ellipsoid_chances}.items()
}
figure = draw.figure_chances(grid, panels)

# %%
#| label: cell-shells-growing
best = {}
results.publish("shells.region.radius", reported.PEAK, unit="latent units", form=".1f")
for ratio in (0.5, 0.8, 0.95):
    for sampler, chance in hits[ratio].items():
        best[ratio, sampler], value = regions.best_half_width(chance, widths=grid)
        full_name = f"shells.ball.r{100 * ratio:.0f}.{sampler.lower()}"
        value /= np.log(10)
        text = regions.printed_chance(value)
        results.publish(full_name, value, unit="power of ten", text=text)
c, b = balls[0.8], best[0.8, "cube"]
results.publish("shells.ball.r80.best_half_width", b, unit="latent units", form=".2f")
ways = {"diagonal": np.full(256, 1 / 16), "axis": np.eye(256)[0]}
on_way = {
    place: regions.log_ellipsoid_from_cube(c * way, 0.8 * c, half_width=b) / np.log(10)
    for place, way in ways.items()
}
for place, chance in on_way.items():
    text = regions.printed_chance(chance)
    results.publish(f"shells.ball.{place}", max(chance, -1e6), unit="power of ten", text=text)
for name, half_width in {"b1": 1.0, "b2_5": 2.5, "b5": 5.0}.items():
    chance = regions.log_ellipsoid_from_cube(told.centre, 16 * told.sd, half_width=half_width)
    chance /= np.log(10)
    text = regions.printed_chance(chance)
    results.publish(f"shells.ellipsoid.{name}", chance, unit="power of ten", text=text)
centre_norm = np.sqrt(np.sum(told.centre**2))
results.publish("shells.ellipsoid.centre", centre_norm, unit="latent units", form=".1f")

# %% [markdown]
# The right panel takes the centres and widths that the posts report for the components of their own cloud
# [@anracom2022curse2], and $\sqrt{256} = 16$ standard deviations as semi-axes: half of a normal cloud with
# independent components lies inside. Its centre is {{< var shells.ellipsoid.centre >}} from the origin, which is
# little compared with its size: the origin lies inside. Hence the cube with $b = 1$ hits it with a chance of
# {{< var shells.ellipsoid.b1 >}}, those with 2.5 and 5 with {{< var shells.ellipsoid.b2_5 >}} and
# {{< var shells.ellipsoid.b5 >}}. The reported moments alone thus
# do not explain why small cubes fail. If random points of the right size miss faces, the reason must be in
# what moments of single components do not show: correlations, which make an ellipsoid thin in directions that
# are no axes (@sec-radius, @sec-inside).
#
# ## Are square and cube "filled relatively well"? {#sec-shells-filling}
#
# The posts say so of two and three dimensions. We scatter equally many points in each dimension and
# measure, from random probes, the distance to the nearest point and the mean distance to all. A space is
# filled where the nearest point is much nearer than a typical one; where the ratio is close to 1, every
# point is as far away as every other. For comparison: the nearest distance that points of the same density
# would have in a space without borders.

# %%
#| label: tbl-shells-filling
#| tbl-cap: "Mean distance from a random probe to the nearest of {{< var shells.filling.points >}} points in the cube, to the nearest of equally dense points without borders, and to all points (typical); and the mean ratio. [half-widths b]"
rng = next(streams)
points_each, filled_dims = series.sizes["shells_points"], (2, 3, 8, 16, 256)
clouds = {n: draws.uniform_points((points_each, n), rng=rng) for n in filled_dims}
rows, filling = [], {}
for n, cloud in clouds.items():
    probes = draws.uniform_points((points_each, n), rng=rng)
    nearest, typical = draws.nearest_distances(probes, cloud)
    ratio = sampled_mean(nearest / typical)
    filling[n] = ratio.value
    results.publish(f"shells.filling.n{n}", **ratio.interval._asdict(), form=".3f")
    expected = draws.poisson_nearest(points_each / 2.0**n, n_dim=n)
    distances = f"{nearest.mean():.3f}", f"{expected:.3f}", f"{typical.mean():.2f}"
    rows.append([n, *distances, f"{ratio.value:.3f}"])
results.publish("shells.filling.points", points_each, form=",d")
header = ["N", "nearest", "nearest, no borders", "typical", "nearest / typical"]
Markdown(markdown_table(header, rows))

# %% [markdown]
# With {{< var shells.filling.points >}} points the ratio is {{< var shells.filling.n2 >}} in the square,
# {{< var shells.filling.n3 >}} in the cube and {{< var shells.filling.n256 >}} at $N = 256$. In 256 dimensions
# every probe lies in a "void", and so does every point of the sample itself: emptiness is no sign of
# structure there.
#
# A picture of two components hides this (@fig-shells-filling, top): whatever the dimension, it shows the
# square again, well filled. A cut shows it: among the points above, it keeps those whose other
# components are all below $b/2$ in size, which is a share of $2^{-(N - 2)}$. Of {{< var shells.filling.points >}}
# points {{< var shells.cut.n3 >}} are left in the cube, {{< var shells.cut.n8 >}} at $N = 8$ and
# {{< var shells.cut.n256 >}} at $N = 256$.

# %%
#| label: fig-shells-filling
#| fig-cap: "Equally many points fill the square and the cube, and leave spaces of more dimensions empty, which a projection does not show. Top: all points, seen along two components (N = 3: in perspective). Bottom: the points whose other components all lie below b/2 in size. Ratio: nearest over typical distance."
#| fig-alt: "Two rows of five square scatter plots for N = 2, 3, 8, 16, 256. Top: all are evenly filled. Bottom: full for N = 2, thinner for 3, a handful of points for 8, hardly any for 16, empty for 256."
cuts = {n: cloud[np.all(np.abs(cloud[:, 2:]) < 0.5, axis=1)] for n, cloud in clouds.items()}
for n in filled_dims[1:]:
    results.publish(f"shells.cut.n{n}", len(cuts[n]), unit="points", form="d")
figure = draw.figure_filling(clouds, cuts, filling=filling)

# %% [markdown]
# ## Independence {#sec-shells-independence}
#
# The components are independent by construction. The largest absolute correlation among all pairs of 256
# components is {{< var shells.correlation.largest >}}; for independent components half of all samples of
# this size lie below {{< var shells.correlation.null_median >}}, 95 % between
# {{< var shells.correlation.null_median.low >}} and {{< var shells.correlation.null_median.high >}}, and one in
# a thousand above {{< var shells.correlation.null_limit >}}.
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
limit = draws.largest_correlation_null(size, 256, probability=0.999)
results.publish("shells.correlation.null_limit", limit, form=".4f")
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
gaussian_dims, rng = (1, 2, 3, 16, 64, 256, 1024), next(streams)
normal = {
    n: draws.drawn_radii(size, n_dim=n, sampler=draws.gaussian_points, rng=rng)
    for n in gaussian_dims
}
at = sampled_mean(normal[256]).interval
results.publish("shells.sampled_chi_mean.n256", **at._asdict(), form=".3f")

# %%
#| label: tbl-shells-gaussian
#| tbl-cap: "Shells of Gaussian components with standard deviation 1: mean and sd of the radius, exact and sampled with 95 % margins, the approximate mean, and the sd for uniform components of the same variance (b = √3). [standard deviations]"
rows = [
    [
        n,
        f"{shells.chi_mean(n):.3f}",
        sampled_mean(radii).text(".3f"),
        f"{shells.chi_mean_formula(n):.3f}",
        f"{shells.chi_sd(n):.3f}",
        sampled_sd(radii).text(".3f"),
        f"{np.sqrt(3) * shells.radius_sd(n):.3f}",
    ]
    for n, radii in normal.items()
]
header = ["N", "mean", "sampled", "√(N − 1/2)", "sd", "sampled", "sd, uniform"]
Markdown(markdown_table(header, rows))

# %% [markdown]
# ## What follows
#
# Uniform points in a cube around the origin are a bad probe of a latent space for two reasons that need no
# network: they are nearly all at one radius, which must be matched by choice of $b$, and they avoid every direction
# that is given beforehand. The first can be repaired, the second cannot; Gaussian clouds and spheres about the
# origin share both. A region that holds the origin is the exception: small cubes find it. Nothing here depends on
# the images; a smoke edition draws fewer points, so that its intervals are wider.

# %%
#| label: cell-shells-write
at = sampled_means[256].interval
results.publish("shells.sampled_mean.n256.b1", **at._asdict(), unit="half-widths b", form=".4f")
results.write(series.folder)
