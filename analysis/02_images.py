# %% [markdown]
# # What goes in, and what does it cost? {#sec-images}
#
# The posts use CelebA [@liu2015celeba], 218x178 photographs of faces: the top 40 rows are cut off, the square
# is resized to 96x96 pixels, and 170,000 of the results train the networks [@anracom2022vae9]. The post
# reports times and memory: about 240 s for cropping and resizing, 30 to 35 s for filling the arrays, 2 s for
# loading them again, 18.1 GB of memory.
#
# This chapter shows what the networks of this edition see, counts the memory, measures the times on the
# machine that built these pages, and computes the lowest loss that any network can reach on these images:
# {{< var images.entropy_floor >}} nat per image. The memory is arithmetic and would be refuted by counting
# bytes; times depend on the machine, so that only their relations mean anything.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-images-open
import numpy as np
from IPython.display import Markdown
from PIL import Image

from analysis import images as counted
from analysis.edition import open_edition
from analysis.figures import images as draw
from analysis.figures.panels import use_house_style
from analysis.intervals import sampled_mean
from analysis.results import Results
from analysis.tables import markdown_table
from data.faces import draw_face
from data.prepare import StandIns, prepared

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
of_source = {
    True: "They are drawn *stand-ins*: no photographs, but in CelebA's format and with known factors. "
    "What depends on the data set holds here as a relation, not as an absolute value.",
    False: f"They come from the folder “{manifest['source']}”.",
}
drawn = manifest["source"] == "stand-ins"
label = "drawn stand-ins" if drawn else f"those of the folder {manifest['source']}"
results.publish("images.source", float(drawn), text=label)
Markdown(of_source[drawn])

# %%
#| label: fig-images-sheet
#| fig-cap: "What the networks see: prepared images of 96x96 pixels, chosen at random."
#| fig-alt: "Sheet of forty small portraits in four rows."
chosen = np.sort(rng.choice(len(series.images), 40, replace=False))
figure = draw.figure_sheet(series.images[chosen], columns=10)

# %%
#| label: fig-images-crop
#| fig-cap: "Of images in CelebA's format the top 40 of 218 rows are cut off, and the square is resized to 96x96 pixels with a LANCZOS filter. Whole images are shown where the source can be drawn again."
#| fig-alt: "Six portraits in a row; above them, where available, the whole images with a frame around the part that is kept."
first = np.arange(6)
source = StandIns(manifest["count"], manifest["test"], series.settings["seed"])
whole = [np.asarray(source.read(row)[0]) for row in first[: 6 * drawn]]
figure = draw.figure_crops(whole, series.images[first], box=tuple(manifest["crop"]))

# %%
#| label: cell-images-redrawn
again = [prepared(Image.fromarray(image)) for image in whole]
same = sum(np.array_equal(a, b) for a, b in zip(again, series.images[first], strict=False))
note = f"Drawn and prepared again, {same} of these {len(first)} images equal the stored ones in every value."
Markdown(note if drawn else "The whole images are not part of the edition.")

# %% [markdown]
# ## What varies {#sec-images-factors}
#
# Of a drawn face all factors are known, which later chapters use to ask what a latent space has kept of them.
# Of photographs they are not; CelebA's forty attributes are human judgements and are not read here.

# %%
#| label: fig-images-factors
#| fig-cap: "Some of the true factors of the images, over all images of the edition."
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
known = {title: series.index[name] for name, title in units.items() if name in series.index}
figure = draw.figure_factors(
    {title: counted.distribution(values) for title, values in known.items()}
)

# %% [markdown]
# ## Memory {#sec-images-memory}
#
# An image of 96x96 pixels with three colours is 27,648 numbers. The post kept them as float32: the 170,000
# training images then take {{< var images.memory.float32 >}} GB, or {{< var images.memory.float32_gib >}} GiB,
# and with the 10,000 test images {{< var images.memory.both >}} GB. Its 18.1 GB lies between; a division
# that makes a second array would need {{< var images.memory.transient >}} GB for a moment. As bytes, which
# hold all that an image file holds, the same images take {{< var images.memory.uint8 >}} GB. This series keeps
# bytes on disk, maps the file into memory and converts batch by batch: {{< var images.memory.edition >}} GB in
# this edition.

# %%
#| label: cell-images-memory
train, both = 170_000, 180_000
memory = {
    "float32": counted.array_bytes(train, bytes_per_value=4) / 1e9,
    "float32_gib": counted.array_bytes(train, bytes_per_value=4) / 2**30,
    "both": counted.array_bytes(both, bytes_per_value=4) / 1e9,
    "transient": 2 * counted.array_bytes(train, bytes_per_value=4) / 1e9,
    "uint8": counted.array_bytes(train, bytes_per_value=1) / 1e9,
    "edition": series.images.nbytes / 1e9,
}
for name, size in memory.items():
    unit, form = ("GiB" if name.endswith("gib") else "GB"), (".3g" if name == "edition" else ".2f")
    results.publish(f"images.memory.{name}", size, unit=unit, form=form)

# %% [markdown]
# ## Time on this machine {#sec-images-time}
#
# Each step is timed on one core, image by image. Decoding and cropping work on JPEG files of 218x178
# pixels that lie in memory, so that no disk is involved; the array of the edition is opened memory-mapped and
# then copied once from beginning to end. It has been used shortly before and may still be in the system's cache:
# this is a speed of memory rather than of a disk. The same holds for the post's 2 s, which would be about
# {{< var images.reported_load_speed >}} GB a second.

# %%
#| label: cell-images-time
some = range(series.sizes["images_timed"])
faces = []
drawing = counted.seconds_each(lambda seed: faces.append(draw_face(seed)[0]), some)
files = [counted.as_jpeg(face, quality=95) for face in faces]
small = [prepared(Image.fromarray(face)) for face in faces]
small_files = [counted.as_jpeg(image, quality=95) for image in small]
seconds = {
    "draw": drawing,
    "prepare": counted.seconds_each(lambda file: prepared(counted.from_jpeg(file)), files),
    "decode": counted.seconds_each(
        lambda file: np.float32(counted.from_jpeg(file)) / 255, small_files
    ),
    "from_array": counted.seconds_each(lambda row: np.float32(series.images[row]) / 255, some),
}
for name, times in seconds.items():
    results.publish(
        f"images.time.{name}",
        1e3 * np.median(times),
        unit="ms per image",
        form=".3g",
        measured_here=True,
    )
speedup = np.median(seconds["decode"]) / np.median(seconds["from_array"])
results.publish("images.time.array_speedup", speedup, form=".2g", measured_here=True)

# %%
#| label: cell-images-load
file = series.folder / "images" / "images.npy"
opening = counted.seconds_each(lambda path: np.load(path, mmap_mode="r"), [file] * 5)
reading = counted.seconds_each(counted.read_through, [np.load(file, mmap_mode="r")])
speed = memory["edition"] / reading[0]
results.publish(
    "images.time.open", 1e3 * np.median(opening), unit="ms", form=".2g", measured_here=True
)
results.publish("images.time.read", reading[0], unit="s", form=".2g", measured_here=True)
results.publish("images.time.read_speed", speed, unit="GB/s", form=".2g", measured_here=True)
results.publish("images.reported_load_speed", memory["float32"] / 2, unit="GB/s", form=".0f")

# %%
#| label: tbl-images-time
#| tbl-cap: "Time of each step on one core of this machine, what it would be for the post's images, and what the post reports."
per_image = {name: np.median(times) for name, times in seconds.items()}
rows = [
    [
        "draw a stand-in",
        f"{1e3 * per_image['draw']:.1f} ms",
        f"{180_000 * per_image['draw'] / 60:.0f} min",
        "no counterpart",
    ],
    [
        "decode, crop and resize a JPEG",
        f"{1e3 * per_image['prepare']:.2f} ms",
        f"{180_000 * per_image['prepare']:.0f} s",
        "about 240 s, with a hard disk",
    ],
    [
        "decode a prepared JPEG to float32",
        f"{1e3 * per_image['decode']:.2f} ms",
        f"{170_000 * per_image['decode']:.0f} s",
        "30 to 35 s",
    ],
    [
        "take an image from the array as float32",
        f"{1e3 * per_image['from_array']:.3f} ms",
        f"{170_000 * per_image['from_array']:.1f} s",
        "no counterpart",
    ],
    [
        "open the array memory-mapped",
        f"{1e3 * np.median(opening):.2f} ms",
        "the same",
        "no counterpart",
    ],
    [
        "read the whole array",
        f"{reading[0]:.2f} s",
        f"{memory['float32'] / speed:.0f} s for float32, {memory['uint8'] / speed:.1f} s for bytes",
        "about 2 s",
    ],
]
Markdown(markdown_table(["step", "here", "for the post's set", "post"], rows))

# %% [markdown]
# Taking an image from the array is {{< var images.time.array_speedup >}} times as fast as decoding it from a file
# already in memory, which bears out the post's advice to prepare arrays once. It needs no 20 GB for that.
#
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
#| fig-cap: "Middle grey has the largest unavoidable loss (above); how often each grey level occurs in a sample of the images (below)."
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
