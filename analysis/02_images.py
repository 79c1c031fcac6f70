# %% [markdown]
# # What goes in, and what does it cost? {#sec-images}
#
# The posts use CelebA [@liu2015celeba], photographs of faces with 218 rows of 178 pixels. The top 40 rows are
# cut off, the square is resized to 96x96 pixels, the first 170,000 of the results train the networks and the
# next 10,000 test them [@anracom2022vae9]. Of this preparation the post says: cropping and resizing takes
# about 240 s; filling arrays takes 30 to 35 s, for the test images 2 s; loading them again takes about 2 s;
# they fill 18.1 GB of memory; they feed a training faster than a generator that reads a directory; and the
# rows that are cut off do not matter for making faces.
#
# This chapter shows what the networks of this edition see, what is kept from them, and what it costs. It
# also computes the lowest loss that any network can reach on these images:
# {{< var images.entropy_floor >}} nat per image. The memory is arithmetic and would be refuted by counting
# bytes. Times depend on the machine, so that only relations are judged: reading prepared images must be
# several times as fast as cropping, and an array faster than files. Whether the crop harms cannot be told
# without training on another one, and is not judged.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-images-open
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from IPython.display import Markdown
from PIL import Image

from analysis import images as counted
from analysis import preparation
from analysis.edition import open_edition
from analysis.figures import images as draw
from analysis.figures.panels import use_house_style
from analysis.intervals import bootstrap, sampled_mean
from analysis.results import Results, printed
from analysis.tables import markdown_table
from data.attributes import ATTRIBUTES
from data.faces import IMAGE_SHAPE, draw_face
from data.prepare import BLOCK, kept_box, prepare, prepared
from data.sources import StandIns
from data.stand_in_files import PARTITION
from data.workers import cores

use_house_style()
series = open_edition(edition)
rng = series.rng(2)
results = Results("02_images")
manifest = series.manifest
for key in ("count", "train", "test"):
    results.publish(f"images.{key}", manifest[key], unit="images", form=",d")

# %% [markdown]
# ## The images {#sec-images-sheet}
#
# This edition has {{< var images.count >}} images, {{< var images.train >}} for training and
# {{< var images.test >}} for testing.

# %%
#| label: cell-images-source
drawn, name = series.settings["source"] == StandIns.label, manifest["source"]
of_source = {
    "They are drawn *stand-ins*: no photographs, but in CelebA's format and with known factors. "
    "What depends on the data set holds here as a relation, not as an absolute value.": drawn,
    f"They come from `{Path(series.settings['source']).name}`.": not drawn,
    "Their names and tables are CelebA's.": not drawn and name == "CelebA",
}
results.publish("images.source", drawn, text="drawn stand-ins" if drawn else f"those of {name}")
Markdown(" ".join(text for text, holds in of_source.items() if holds))

# %%
#| label: fig-images-sheet
#| fig-cap: "What the networks see: prepared images of 96x96 pixels, chosen at random."
#| fig-alt: "Sheet of forty small portraits in four rows."
chosen = np.sort(rng.choice(len(series.images), 40, replace=False))
figure = draw.figure_sheet(series.images[chosen], columns=10)

# %% [markdown]
# The posts split by the number of the file, not by CelebA's own partition, which keeps the images of a person
# together: their training images hold {{< var images.reported.shared >}} images of CelebA's part for validation,
# from which all their test images come, so that the same people may be in both. The rule of this edition is
# “{{< var images.rule >}}”.

# %%
#| label: cell-images-left-out
left_out = manifest["left_out"]
shared = 170_000 - PARTITION[0]
results.publish("images.reported.shared", shared, unit="images", form=",d")
results.publish("images.rule", len(series.rows("test")), text=manifest["rule"])
results.publish("images.left_out", len(left_out), unit="files", form=",d")
listed = [[f"`{cell.replace('`', ' ')}`" for cell in entry] for entry in left_out[:20]]
more = f", the first {len(listed)} of {len(left_out):,}" if len(left_out) > len(listed) else ""
table = f"Left out with `--skip-bad`{more}:\n\n" + markdown_table(
    ["file", "reason"], listed, widths=[3, 5]
)
Markdown(table if left_out else "No file was left out.")

# %% [markdown]
# ## What varies {#sec-images-factors}
#
# CelebA says of each photograph which of forty attributes it has, by human judgement. Of a drawn face all
# *factors* are known, and most of the attributes follow from them; what only a beholder can say
# (“attractive”) or what is never drawn (a necklace) is missing. So both sources speak one language, and later
# chapters can ask what a latent space has kept.

# %%
#| label: fig-images-attributes
#| fig-cap: "Share of the edition's images that have each attribute, by CelebA's names."
#| fig-alt: "Horizontal bars in two columns, one for each known attribute, from 0 to 1. For images without attributes a sentence says so."
shares = {name: series.index[name].mean() for name in ATTRIBUTES if name in series.index}
results.publish("images.attributes", len(shares), unit="attributes", form="d")
figure = draw.figure_attributes(shares)

# %%
#| label: fig-images-varied
#| fig-cap: "What a factor is: one face of the edition, drawn with six values of a single factor, spread over the middle 95 % of the images, and all other factors kept."
#| fig-alt: "Rows of six portraits of one drawn person, each row with another factor that changes from left to right: the turn of the head, the side of the light, the skin's tone, and how far the mouth is open. For images without known factors a sentence says so."
varied = {"yaw": "°", "light_side": "°", "skin_tone": "", "mouth_open": ""}
dress = [series.index[name] == "none" for name in ("hat", "glasses", "beard") if drawn]
seed = preparation.face_seed(series, np.flatnonzero(np.logical_and.reduce(dress))[0])
faces = {}
for name, unit in varied.items() if drawn else ():
    low, high = np.quantile(series.index[name], [0.025, 0.975])
    title = f"{name.replace('_', ' ')}\n{printed(low, '.2g')} to {printed(high, '.2g')} {unit}"
    faces[title.rstrip()] = preparation.varied_faces(seed, name, np.linspace(low, high, 6))
figure = draw.figure_varied(faces)

# %%
#| label: fig-images-factors
#| fig-cap: "How some of the true factors are spread over all images of the edition. A bar that stands out at an end holds what was cut to the factor's range; hair tone and skin tone go from 0, light, to 1, dark."
#| fig-alt: "Grid of small histograms and bar charts, one per factor, such as yaw, light, skin tone, hair style and glasses. For images without known factors a sentence says so."
units = {
    "yaw": "yaw [°]",
    "pitch": "pitch [°]",
    "light_side": "light from the side [°]",
    "light_up": "light from above [°]",
    "age": "age [years]",
    "skin_tone": "skin tone",
    "hair_tone": "hair tone",
    "smile": "smile",
    "hair_style": "hair style",
    "glasses": "glasses",
    "hat": "hat",
    "background": "background",
}
known = {title: series.index[name] for name, title in units.items() if drawn}
figure = draw.figure_factors(
    {title: counted.distribution(values) for title, values in known.items()}
)

# %% [markdown]
# ## What the crop cuts away {#sec-images-crop}
#
# The post holds that to cut off the top does no harm. {{< var images.crop.count >}} images are looked at as they
# were before preparation. The side of 96 pixels that remains can be halved four times without a remainder, as
# the posts' networks do: 96, 48, 24, 12, {{< var images.halved >}}.

# %%
#| label: cell-images-whole
sample = np.sort(rng.choice(len(series.images), series.sizes["images_timed"], replace=False))
source = preparation.whole_images(series, sample)
whole = list(islice(source, 6))
in_format = [image for image in whole if image.shape == IMAGE_SHAPE]
if len(in_format) == len(whole):
    whole += source
    in_format = whole
side = series.images.shape[1]
results.publish("images.side", side, unit="pixels", form="d")
results.publish("images.halved", side / 2**4, unit="pixels", form=".3g")
left, _, right, _ = kept_box(whole[0].shape[1::-1]) if whole else manifest["crop"]
results.publish("images.crop.side", right - left, unit="pixels", form="d")
results.publish("images.crop.count", len(whole), unit="images", form="d")
again = [prepared(Image.fromarray(image)) for image in whole]
same = sum(np.array_equal(a, series.images[row]) for a, row in zip(again, sample, strict=False))

# %%
#| label: fig-images-crop
#| fig-cap: "Whole images with a frame around the part that is kept (above), and that part resized to 96x96 pixels with a LANCZOS filter (below). In CelebA's format the top 40 of 218 rows are cut off, in any other what surrounds the largest square in the middle."
#| fig-alt: "Six portraits in a row; above them, where their source is still there, the whole images with a frame around the part that is kept and the rest paled."
figure = draw.figure_crops(whole[:6], series.images[sample[:6]])

# %%
#| label: cell-images-cut
cut = np.mean([preparation.cut_share(image) for image in whole]) if whole else 0.0
known = len(whole) == len(in_format) > 1
parts = preparation.cut_variance(np.array(in_format)) if known else np.ones((2, 2))
resamples = series.sizes["bootstrap_resamples"]
lost = bootstrap(parts, preparation.lost_share, resamples=resamples, rng=rng)["lost"]
unknown = None if known else "not measured"
results.publish("images.crop.pixels", cut, form=".1%", text=None if whole else "not measured")
results.publish("images.crop.variance", **lost._asdict(), form=".1%", text=unknown)
rows = zip(whole, sample, strict=False) if drawn else ()
tops = [preparation.head_top(face, seed=preparation.face_seed(series, row)) for face, row in rows]

# %%
#| label: cell-images-cut-text
varies = "more than" if lost.low > cut else "less than" if lost.high < cut else "as much as"
above = manifest["crop"][1] - np.array(tops or [0])
sentences = {
    "The source of these images is no longer where it was: nothing is shown or measured.": not whole,
    f"Cut away are {printed(cut, '.1%')} of the pixels.": whole,
    f"They hold {lost.percent().text('.1f')} % of the images' variance: as far as these images tell, "
    f"a pixel that is cut away varies {varies} one that is kept.": known,
    f"In {(above > 0).sum()} of these {len(above)} images the drawn person reaches above the cut, "
    f"in the median by {np.median(above):.0f} rows: not background alone is cut, but hair and hats.": tops,
    f"Prepared again, {same} of them equal the stored ones in every value.": whole,
}
Markdown(" ".join(text for text, holds in sentences.items() if holds))

# %% [markdown]
# What the crop does to the faces that a network makes is another question: to answer it, networks would
# have to be trained on another crop, which this edition does not do.
#
# ## Time on this machine {#sec-images-time}
#
# Files in CelebA's format are written to this machine's disk and prepared twice: as in the post, one after the
# other, cropped, resized, saved as JPEG, read again into an array of floats, divided by 255; and as in this series,
# where each file is checked, cropped, resized, and appended to one array of bytes, on one core and on
# {{< var images.time.workers >}}. All files have just been written, so that they come from the system's memory.

# %%
#| label: cell-images-files
place = TemporaryDirectory(prefix=".timed-", dir=series.folder)
folder = Path(place.name)
workers = min(cores(), 4)
faces = in_format or [draw_face(seed)[0] for seed in range(len(sample))]
files = preparation.write_faces(faces, folder / "whole", count=max(BLOCK * workers, len(faces)))
(folder / "small").mkdir()
small = [folder / "small" / name for name in files.names]
pairs = zip([folder / "whole" / name for name in files.names], small, strict=True)
results.publish("images.time.files", len(small), unit="files", form="d", measured_here=True)
results.publish("images.time.workers", workers, unit="cores", form="d", measured_here=True)

# %%
#| label: cell-images-time
crop = preparation.seconds_each(
    lambda pair: preparation.cropped_as_in_the_post(*pair), pairs
).mean()
fill = preparation.seconds_each(preparation.filled_as_in_the_post, [small])[0] / len(small)
ours = preparation.seconds_each(
    lambda number: prepare(files, folder / f"on_{number}", workers=number), [1, workers]
)
each = {"crop": crop, "fill": fill, "serial": crop + fill}
each |= dict(zip(("one_core", "all_cores"), ours / len(small), strict=True))
each["draw"] = preparation.seconds_each(draw_face, range(4)).mean()
for name, seconds in each.items():
    unit = "ms per image"
    results.publish(f"images.time.{name}", 1e3 * seconds, unit=unit, form=".2g", measured_here=True)
for name in ("one_core", "all_cores"):
    gain = each["serial"] / each[name]
    results.publish(f"images.time.gain_{name}", gain, form=".2g", measured_here=True)
relation = each["crop"] / each["fill"]
results.publish("images.time.crop_over_fill", relation, form=".2g", measured_here=True)

# %%
#| label: tbl-images-time
#| tbl-cap: "Time per image of each step on this machine, over {{< var images.time.files >}} files; what that makes of the post's numbers of images, 199,999 cropped and 170,000 read; and what the post reports (with a hard disk)."
cropped, filled = 199_999, 170_000
reported = {"crop": 240 / cropped, "fill": 32.5 / filled}
for name, seconds in reported.items():
    results.publish(f"images.reported.{name}", 1e3 * seconds, unit="ms per image", form=".2g")
results.publish("images.reported.crop_over_fill", reported["crop"] / reported["fill"], form=".2g")
steps = {
    "as in the post: crop, resize, save": ("crop", cropped, "about 240 s"),
    "as in the post: read again, divide": ("fill", filled, "30 to 35 s"),
    "as in the post: both": ("serial", filled, ""),
    "as in this series, one core": ("one_core", filled, ""),
    f"as in this series, {workers} cores": ("all_cores", filled, ""),
    "draw a stand-in, one core": ("draw", filled, ""),
}
lines = [
    [step, f"{1e3 * each[name]:.2f} ms", f"{each[name] * number:,.0f} s", post]
    for step, (name, number, post) in steps.items()
]
Markdown(markdown_table(["step", "here", "for the post's images", "post"], lines))

# %% [markdown]
# From files to an array, the post's way takes {{< var images.time.gain_one_core >}} times as long as this series' on
# one core and {{< var images.time.gain_all_cores >}} times as long as on {{< var images.time.workers >}}. This series
# saves the second JPEG pass, and spends time on checking each file and on surviving a kill. In the post cropping took
# {{< var images.reported.crop >}} ms per image and reading again {{< var images.reported.fill >}} ms,
# {{< var images.reported.crop_over_fill >}} to one; here it is {{< var images.time.crop_over_fill >}} to one.
#
# ## An array or a directory? {#sec-images-generator}
#
# A generator that reads a directory opens and decodes each image anew in each epoch. It is compared with the
# edition's array, mapped into memory, from which batches of random rows are taken as floats.

# %%
#| label: cell-images-generator
size = 32
batches = [small[start : start + size] for start in range(0, len(small), size)]
drawn_rows = rng.choice(len(series.images), (40, size))
decode = preparation.seconds_each(preparation.filled_as_in_the_post, batches) / size
take = (
    preparation.seconds_each(lambda rows: np.float32(series.images[rows]) / 255, drawn_rows) / size
)
from_files, from_array = np.median(decode), np.median(take)
for name, seconds in {"from_files": from_files, "from_array": from_array}.items():
    unit = "ms per image"
    results.publish(f"images.time.{name}", 1e3 * seconds, unit=unit, form=".2g", measured_here=True)
speedup = from_files / from_array
results.publish("images.time.array_speedup", speedup, form=".2g", measured_here=True)
results.publish("images.reported.step", 89.5 / 128, unit="ms per image", form=".2g")

# %% [markdown]
# Decoding takes {{< var images.time.from_files >}} ms per image on one core, the array
# {{< var images.time.from_array >}} ms: it is {{< var images.time.array_speedup >}} times as fast, and a factor well
# above 1 bears out the post's advice. How much of it a training would notice depends on the training. The post's own took 89 to
# 90 ms for a batch of 128 [@anracom2022vae13], {{< var images.reported.step >}} ms per image; a generator that
# decodes ahead on another core may hide behind that, one that takes turns with the training cannot.
#
# The post loads its array in about 2 s, which is {{< var images.reported_load_speed >}} GB a second. A disk on a
# SATA cable carries 0.6 at the most: such a speed suggests that the system still had the file in its memory. We
# load an array of {{< var images.load.size >}} GB from a file just written, and again after asking the
# system to forget the file.

# %%
#| label: cell-images-load
copy, times = folder / "copy.npy", {"cached": [], "dropped": []}
np.save(copy, np.resize(series.images[:3000], (3000, *series.images.shape[1:])))
for _ in range(3):
    asked = preparation.forgotten_by_the_cache(copy)
    times["dropped"].extend(preparation.seconds_each(np.load, [copy]))
    times["cached"].extend(preparation.seconds_each(np.load, [copy]))
gigabytes, floats = copy.stat().st_size / 1e9, counted.array_bytes(170_000, bytes_per_value=4) / 1e9
results.publish("images.load.size", gigabytes, unit="GB", form=".2g")
results.publish("images.reported_load_speed", floats / 2, unit="GB/s", form=".0f")
for name, seconds in {
    "cached": np.median(times["cached"]),
    "dropped": max(times["dropped"]),
}.items():
    text = None if asked or name == "cached" else "not measured"
    numbers = {
        "speed": (gigabytes / seconds, "GB/s"),
        "seconds": (floats / gigabytes * seconds, "s"),
    }
    for key, (number, unit) in numbers.items():
        results.publish(
            f"images.load.{name}_{key}",
            number,
            unit=unit,
            form=".2g",
            text=text,
            measured_here=True,
        )

# %% [markdown]
# From memory it comes at {{< var images.load.cached_speed >}} GB a second, which makes
# {{< var images.load.cached_seconds >}} s of the post's array; after the request, the slowest of three times, at
# {{< var images.load.dropped_speed >}} GB a second or {{< var images.load.dropped_seconds >}} s. The request needs no
# special rights, but it is only a request, and whatever lies between the disk and the system, such as the disk's
# own memory or a host of virtual machines, is not asked: a truly cold reading takes a restart, or an
# administrator.
#
# ## Memory {#sec-images-memory}
#
# An image of 96x96 pixels with three colours is 27,648 numbers. The post kept them as float32: the 170,000
# training images then take {{< var images.memory.float32 >}} GB, or {{< var images.memory.float32_gib >}} GiB,
# and with the 10,000 test images {{< var images.memory.both >}} GB. Its 18.1 GB lies near the first. The
# division by 255 makes a second array before the first is released: measured with few images, the post's way
# takes {{< var images.memory.copies >}} times its array, which are {{< var images.memory.transient >}} GB for a
# moment, more than the 32 GB that the post recommends.
#
# As bytes, which hold all that an image file holds, the same images take {{< var images.memory.uint8 >}} GB. This
# series keeps them on disk, {{< var images.memory.edition >}} GB in this edition, maps the file into memory, and
# prepares and reads it in blocks. To read all of it once it allocates {{< var images.memory.blocks >}} MB at a time,
# however many images there are; what the system keeps of the file beside that, it gives back when memory is short.

# %%
#| label: cell-images-memory
train, both = 170_000, 180_000
memory = {
    "float32": floats,
    "float32_gib": floats * 1e9 / 2**30,
    "both": counted.array_bytes(both, bytes_per_value=4) / 1e9,
    "transient": 2 * floats,
    "uint8": counted.array_bytes(train, bytes_per_value=1) / 1e9,
    "edition": series.images.nbytes / 1e9,
}
for name, size in memory.items():
    unit, form = ("GiB" if name.endswith("gib") else "GB"), (".3g" if name == "edition" else ".2f")
    results.publish(f"images.memory.{name}", size, unit=unit, form=form)
few = small[:64]
peak = preparation.peak_bytes(lambda: preparation.filled_as_in_the_post(few))
copies = peak / counted.array_bytes(len(few), bytes_per_value=4)
results.publish("images.memory.copies", copies, form=".2f", measured_here=True)
peak = preparation.peak_bytes(lambda: preparation.read_through(series.images))
results.publish("images.memory.blocks", peak / 1e6, unit="MB", form=".0f", measured_here=True)
place.cleanup()

# %% [markdown]
# ## A second JPEG pass {#sec-images-jpeg}
#
# The post wrote the cropped images as JPEG files of quality 95 and read them again, a loss that this series
# leaves out. Over {{< var images.jpeg.count >}} prepared images such a pass changes a value by
# {{< var images.jpeg.rms >}} grey levels ({{< var images.jpeg.rms.low >}} to {{< var images.jpeg.rms.high >}},
# root mean square), and by {{< var images.jpeg.largest >}} at the worst place of an average image. @sec-models
# shows the error of a reconstruction in the same unit.

# %%
#| label: cell-images-jpeg
sample = np.sort(rng.choice(len(series.images), series.sizes["images_jpeg"], replace=False))
losses = np.array([counted.jpeg_loss(np.asarray(series.images[row]), quality=95) for row in sample])
rms, largest = (sampled_mean(column) for column in losses.T)
results.publish("images.jpeg.count", len(sample), unit="images", form=",d")
results.publish("images.jpeg.rms", **rms.interval._asdict(), unit="grey levels", form=".2f")
results.publish("images.jpeg.largest", **largest.interval._asdict(), form=".0f")

# %% [markdown]
# ## The lowest possible loss {#sec-images-floor}
#
# The networks are trained on the binary cross-entropy. For a grey level $p$ between 0 and 1 it is not zero at
# its minimum, but the entropy of $p$:
#
# $$h(p) = -\bigl(p \ln p + (1 - p) \ln(1 - p)\bigr),$$
#
# which is largest for middle grey. Averaged over the colours and summed over the 9,216 pixels, as in the loss,
# this floor is {{< var images.entropy_floor >}} nat per image ({{< var images.entropy_floor.low >}} to
# {{< var images.entropy_floor.high >}}) or {{< var images.entropy_floor_per_pixel >}} per pixel. Even a perfect
# network stays above it. The post's loss of 4515, or 0.49 per pixel, is of this order: most of it may be
# floor, and only what lies above tells networks apart. From image to image the floor has a standard deviation
# of {{< var images.entropy_floor_sd >}} nat, so that two losses can be compared on the same images only.

# %%
#| label: cell-images-floor
floors = counted.entropy_floor(series.images)
floor = sampled_mean(floors)
results.publish("images.entropy_floor", **floor.interval._asdict(), unit="nat", form=".0f")
results.publish("images.entropy_floor_per_pixel", floor.value / 96**2, unit="nat", form=".3f")
results.publish("images.entropy_floor_sd", floors.std(), unit="nat", form=".0f")

# %%
#| label: fig-images-floor
#| fig-cap: "Middle grey has the largest unavoidable loss (above, entropy of one value); how often each grey level occurs in {{< var images.jpeg.count >}} of the images, all colours together (below)."
#| fig-alt: "Two stacked charts over the grey level from 0 to 1. Above, a dome from 0 to 0.69 and back. Below, the share of values at each of 256 levels."
values = np.bincount(series.images[sample].ravel(), minlength=256)
levels = np.arange(256) / 255
figure = draw.figure_floor(levels, counted.binary_entropy(levels), values / values.sum())

# %% [markdown]
# A smoke edition has too few images for its floor to be compared with other editions, and times a handful of
# images only.

# %%
#| label: cell-images-write
results.write(series.folder)
