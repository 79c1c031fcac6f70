# %% [markdown]
# # What holds of what was claimed? {#sec-claims}
#
# The earlier chapters measured one thing after the other. This one goes through the statements of the
# posts, sets what they report beside what this edition measured, and gives each a verdict by a rule:
#
# - **reproduced**: the measurement agrees with the claim,
# - **refuted**: it contradicts the claim,
# - **differs**: neither; the direction may be right and the size is not,
# - **not decidable here**: this edition has too few images or runs, or not the images, to tell.
#
# Some claims have one of the first two rules only: that something *can* happen is not refuted by runs in which it
# does not, and a cause is not shown where a control for it is missing.
#
# The rules are expressions over published results; they lie in `report/book/claims.toml` beside the
# claims, and no verdict is written by hand. A claim about a number that belongs to the posts' images,
# CelebA, is judged as a relation where one is meant, and not judged where only the number is.
# Of {{< var claims.count >}} claims, {{< var claims.reproduced >}} are reproduced,
# {{< var claims.differs >}} differ, {{< var claims.refuted >}} are refuted, and
# {{< var claims.undecided >}} cannot be decided here.
#
# Rules are worth most when they are written before anybody knows the numbers. For
# {{< var claims.after_numbers >}} of the claims they were written, or written anew, after a first look:
# {{< var claims.after_numbers_which >}}. They say what a reader of the claim alone would ask for, and their
# verdicts deserve a second edition more than the others do.
#
# A verdict would be overturned by the same rule on another edition: other images, another seed, more
# epochs. Where a row does not speak of runs or seeds, one training per network stands behind it.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-claims-open
from IPython.display import Markdown

from analysis.claims import (
    VERDICTS,
    counted,
    depends_on_machine,
    filled,
    numbers_of,
    read_claims,
    verdict,
)
from analysis.edition import ROOT, open_edition
from analysis.figures.claims import figure_verdicts
from analysis.figures.panels import use_house_style
from analysis.results import Results
from analysis.tables import markdown_table

use_house_style()
series = open_edition(edition)
results = Results("11_claims")
claims = read_claims(ROOT / "report" / "book" / "claims.toml")
found = series.results(but="11_claims")

# %%
#| label: cell-claims-judge
numbers = numbers_of(found) | {
    "edition.images": len(series.images),
    "edition.celeba": "celeba" in series.manifest["source"].lower(),
}
verdicts = {claim.id: verdict(claim, numbers) for claim in claims}
here = {claim.id: depends_on_machine(claim, found) for claim in claims}
results.publish("claims.count", len(claims), form="d")
for word, name in zip(VERDICTS, ("reproduced", "differs", "refuted", "undecided"), strict=True):
    count = list(verdicts.values()).count(word)
    results.publish(f"claims.{name}", count, form="d", measured_here=any(here.values()))
late = [claim.id for claim in claims if claim.after_numbers]
results.publish("claims.after_numbers", len(late), form="d")
results.publish("claims.after_numbers_which", len(late), text=", ".join(late))
for claim_id, word in verdicts.items():
    name = f"claims.verdict.{claim_id.lower()}"
    results.publish(name, VERDICTS.index(word), text=word, measured_here=here[claim_id])

# %%
#| label: fig-claims-verdicts
#| fig-cap: "What holds, post by post. Number of claims by verdict: {{< var claims.reproduced >}} of {{< var claims.count >}} are reproduced, {{< var claims.refuted >}} refuted."
#| fig-alt: "Horizontal bars, one per post, divided into the number of claims that are reproduced, differ, are refuted, or cannot be decided here."
later = ("anracom2023frag9", "anracom2023frag10", "anracom2023vectors", "anracom2024unenforced")
posts = {
    "anracom2023pitfalls2": "Pitfalls II",
    "anracom2022curse1": "Curse I",
    "anracom2022curse2": "Curse II",
    "anracom2022vae7": "VAE VII",
    "anracom2022vae9": "VAE IX",
    "anracom2022vae13": "VAE XIII",
    "anracom2023frag5": "Fragmentation V",
    "anracom2023frag7": "Fragmentation VII",
    **dict.fromkeys(later, "later posts"),
}
figure = figure_verdicts(
    counted([posts[claim.source] for claim in claims], list(verdicts.values()))
)

# %%
#| label: cell-claims-tables
header, widths = ["claim", "reported", "measured", "verdict", "why"], [24, 11, 27, 14, 24]
tables = {}
for post in dict.fromkeys(posts.values()):
    rows = [
        [
            f"[{claim.id}.]{{#claim-{claim.id.lower()}}} {claim.text}",
            claim.reported,
            filled(claim.measured, found),
            f"**{verdicts[claim.id]}**",
            filled(claim.why, found),
        ]
        for claim in claims
        if posts[claim.source] == post
    ]
    tables[post] = Markdown(markdown_table(header, rows, widths=widths))

# %% [markdown]
# ## Points with independent components {#sec-claims-pitfalls}
#
# What @anracom2023pitfalls2 says of random points needs no network; @sec-shells measures it, and has the theory.

# %%
#| label: tbl-claims-pitfalls
#| tbl-cap: "Claims about points with independent uniform components."
tables["Pitfalls II"]

# %% [markdown]
# ## Random points of the latent space {#sec-claims-curse1}
#
# @anracom2022curse1 gave such points to a decoder; @sec-random-points repeats it with a detector.

# %%
#| label: tbl-claims-curse1
#| tbl-cap: "Claims about random points and what they decode to."
tables["Curse I"]

# %% [markdown]
# ## The cloud and its filaments {#sec-claims-curse2}
#
# @anracom2022curse2 looked at the z-points themselves, and later withdrew a conclusion; @sec-radius and
# @sec-filaments set each observation beside chance.

# %%
#| label: tbl-claims-curse2
#| tbl-cap: "Claims about the cloud of z-points, and the addendum."
tables["Curse II"]

# %% [markdown]
# ## Where the KL term is added {#sec-claims-vae7}
#
# @anracom2022vae7 tried one place for the KL term and compared it with others; @sec-kl-term trains all of them step by
# step, and handwritten digits with them.

# %%
#| label: tbl-claims-vae7
#| tbl-cap: "Claims about places for the KL term, and about digits."
tables["VAE VII"]

# %% [markdown]
# ## Preparing the images {#sec-claims-vae9}
#
# @anracom2022vae9 reports times of another machine: they are compared as relations, its memory as a number
# (@sec-images).

# %%
#| label: tbl-claims-vae9
#| tbl-cap: "Claims about cropping, times and memory."
tables["VAE IX"]

# %% [markdown]
# ## A VAE with a tiny KL term {#sec-claims-vae13}
#
# @anracom2022vae13 compares it with an AE; @sec-tiny-kl does so beside what chance gives.

# %%
#| label: tbl-claims-vae13
#| tbl-cap: "Claims about a VAE whose KL term is nearly off."
tables["VAE XIII"]

# %% [markdown]
# ## Inside the cloud {#sec-claims-frag}
#
# @anracom2023frag5 and @anracom2023frag7 sample nearer and nearer to the z-points; @sec-inside compares the
# samplers at equal variance and at equal diversity.

# %%
#| label: tbl-claims-frag5
#| tbl-cap: "Claims about simple statistical z-points."
tables["Fragmentation V"]

# %%
#| label: tbl-claims-frag7
#| tbl-cap: "Claims about intervals of each component's own."
tables["Fragmentation VII"]

# %% [markdown]
# ## What came after {#sec-claims-later}
#
# Of the later posts only the openings were at hand. @anracom2023frag9 finds ellipses and linear correlations,
# @anracom2023frag10 samples by them, @anracom2023vectors tests how normal the cloud is, and
# @anracom2024unenforced asks whether that depends on the data. Two of these questions this series cannot take
# further: whether a picture looks *good* takes people who judge blindly, or features of a network trained on
# photographs, and neither is here; and one edition has one data set.

# %%
#| label: tbl-claims-later
#| tbl-cap: "Claims about the normal form of the cloud, and about sampling by it."
tables["later posts"]

# %%
#| label: cell-claims-write
results.write(series.folder)
