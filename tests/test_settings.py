"""Profiles, settings and the command line."""

import copy
import tomllib

import pytest

from report.__main__ import main
from report.build import BuildError, bytes_needed, check_disk
from report.chapters import chapter_files, chapter_named
from report.settings import (
    PROFILES,
    NetworkSettings,
    Settings,
    networks_of,
    profile_names,
    read_settings,
)

TABLES = tomllib.loads(PROFILES.read_text("utf-8"))


@pytest.mark.parametrize("profile", ["smoke", "laptop", "paper"])
def test_every_profile_is_valid(profile):
    settings = read_settings(profile)
    assert {"ae", "vae_tiny"} <= set(settings.networks)
    assert settings.name == profile


def test_profiles_change_sizes_only():
    def shape(table):
        kinds = {name: (t["kind"], t.get("fact")) for name, t in table["networks"].items()}
        return kinds, [set(table[part]) for part in ("images", "training", "chapters")]

    for profile in profile_names():
        assert shape(TABLES[profile]) == shape(TABLES["laptop"])


@pytest.mark.parametrize(
    ("part", "key"), [("images", "cuont"), ("training", "epoch"), ("networks", "zdim")]
)
def test_an_unknown_key_is_refused(part, key):
    table = copy.deepcopy(TABLES["smoke"])
    if part == "networks":
        table[part]["ae"][key] = 1
    else:
        table[part][key] = 1
    with pytest.raises(ValueError, match=rf"\[smoke\].*{key}"):
        Settings.from_table("smoke", "stand-ins", table)


def test_a_build_must_be_able_to_run_a_step():
    with pytest.raises(ValueError, match="`steps` must be at least 1, got 0"):
        Settings.from_table("smoke", "stand-ins", TABLES["smoke"] | {"steps": 0})


def test_a_network_s_seed_does_not_depend_on_the_other_networks():
    settings = read_settings("smoke")
    assert settings.network_seed("ae") != settings.network_seed("vae_tiny")
    assert settings.network_seed("ae") == read_settings("laptop").network_seed("ae")


def test_lists_and_runs_give_a_network_each():
    tables = {
        "digits": {"kind": "vae", "images": "digits", "filters": [4, 4], "z_dim": [2, 12],
                   "fact_of_means": 6.5e-4, "epochs": 3},
        "ae": {"kind": "ae", "runs": 3, "train_images": 100},
    }  # fmt: skip
    networks = networks_of(tables)
    assert list(networks) == ["digits_2", "digits_12", "ae", "ae_run2", "ae_run3"]
    assert networks["digits_12"].config.fact == pytest.approx(0.0849, abs=1e-4)
    assert networks["digits_2"].config.fact == pytest.approx(6 * networks["digits_12"].config.fact)
    assert networks["digits_2"].training == {"epochs": 3}
    assert networks["ae_run2"] == networks["ae"]
    again = {
        name: NetworkSettings.from_table(network.table()) for name, network in networks.items()
    }
    assert again == networks


def test_a_network_takes_over_the_keys_of_the_one_that_it_is_like():
    tables = {
        "ae": {"kind": "ae", "z_dim": [8, 16], "filters": [4, 4], "epochs": 3},
        "vae": {"like": "ae", "kind": "vae", "z_dim": 16, "fact": 2.0, "runs": 2},
        "vae_long": {"like": "vae", "runs": 1, "epochs": 9},
    }
    networks = networks_of(tables)
    assert list(networks) == ["ae_8", "ae_16", "vae", "vae_run2", "vae_long"]
    assert networks["vae"].training == {"epochs": 3}
    assert networks["vae_long"].config == networks["vae"].config
    assert networks["vae_long"].training == {"epochs": 9}
    with pytest.raises(ValueError, match=r"`like` must be a network above vae \(\), got ae"):
        networks_of({"vae": tables["vae"], "ae": tables["ae"]})


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"runs": 0}, "`runs` must be at least 1, got 0"),
        ({"train_images": -5}, "`train_images` must be at least 0, got -5"),
        ({"z_dim": [8, 0]}, "`z_dim` must be at least 1, got 0"),
    ],
)
def test_wrong_settings_of_a_network_are_refused(table, message):
    with pytest.raises(ValueError, match=message):
        networks_of({"ae": {"kind": "ae"} | table})


def test_another_image_source_adds_its_name(tmp_path):
    folder = tmp_path / "My Photos (2022)"
    assert read_settings("smoke", images=folder).name == "smoke-my-photos-2022"


def test_a_chapter_is_found_by_number_or_name():
    first = chapter_files()[0]
    assert chapter_named("1") == chapter_named("01") == chapter_named(first.stem) == first


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        (["--profile", "big"], ["`--profile` must be one of smoke, laptop, paper, got big"]),
        (["--only", "77"], ["`--only` must be one of 01_shells", "got 77"]),
        (["--only", ""], ["`--only` must be one of 01_shells"]),
        (["--split", "names"], ["`--split names` needs images of your own", "`--images PATH`"]),
        (["--skip-bad"], ["`--skip-bad` needs images of your own", "`--images PATH`"]),
        (["--images", "/no/such/folder"], ["there is no /no/such/folder"]),
    ],
)
def test_a_wrong_argument_is_answered_with_the_valid_ones(arguments, messages, capsys, tmp_path):
    assert main([*arguments, "--build", str(tmp_path)]) == 2
    printed = capsys.readouterr().err
    for message in messages:
        assert message in printed
    assert printed.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--engine", "word"], "choose from"), (["--profil", "smoke"], "unrecognized arguments")],
)
def test_an_unknown_option_is_answered_with_the_usage(arguments, message, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    printed = capsys.readouterr().err
    assert message in printed
    assert "--profile" in printed


def test_a_build_folder_that_cannot_be_is_refused(tmp_path, capsys):
    file = tmp_path / "notes.txt"
    file.write_text("mine", encoding="utf-8")
    assert main(["--profile", "smoke", "--build", str(file)]) == 2
    message = f"error: `--build` must be a folder to write in, got {file}: Not a directory."
    assert capsys.readouterr().err.startswith(message)


def test_an_empty_image_folder_is_refused_before_anything_is_built(tmp_path, capsys):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main(["--images", str(empty), "--build", str(tmp_path / "build")]) == 2
    assert "must hold at least" in capsys.readouterr().err
    assert not (tmp_path / "build").exists()


def test_too_little_disk_is_said_before_work_begins(tmp_path, monkeypatch):
    settings = read_settings("laptop")
    needed = bytes_needed(settings)

    class Usage:
        free = needed - 1

    monkeypatch.setattr("report.build.psutil.disk_usage", lambda path: Usage)
    with pytest.raises(BuildError, match=r"must have .* GB free for the profile laptop, got"):
        check_disk(settings, tmp_path)
    Usage.free = needed
    check_disk(settings, tmp_path)


def test_the_disk_that_an_edition_needs_grows_with_its_images():
    small, large = (bytes_needed(read_settings(name)) for name in ("laptop", "paper"))
    assert large > small > 7200 * 96 * 96 * 3
