"""The sample consortium meets: one edition catalogued in three ways by three members is one."""

from pathlib import Path

import pytest

from kg.catalogue import Catalogue, Member
from kg.crosswalk import Crosswalk
from kg.demo import demo_members
from kg.pipeline.load import load


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """Return instance and work of every record of the three Chinese members."""
    mappings = Path(__file__).resolve().parents[2] / "mappings"
    with Catalogue.create(tmp_path_factory.mktemp("union")) as catalogue:
        for sample in demo_members():
            if sample.code in {"jiangnan", "beiyuan", "haiwai"}:
                member = Member(sample.code, sample.name, sample.format, sample.encoding, sample.record_id)
                catalogue.add_member(member)
                with sample.open_files() as paths:
                    load(catalogue, member, paths, Crosswalk.load(mappings, sample.format))
        return {f"{m}/{local}": (instance, work) for m, local, instance, work in catalogue.placements()}


@pytest.mark.parametrize(
    ("title", "jiangnan", "beiyuan", "haiwai"),
    [
        ("红楼梦 1982", "12000001", "2026001", "hwzw00001"),
        ("呐喊 1973", "12000039", "2026039", "hwzw00039"),
        ("史记 1959", "12000010", "2026010", "hwzw00010"),
    ],
)
def test_one_edition_of_three_members_is_one(
    chinese: dict[str, tuple[str, str]], title: str, jiangnan: str, beiyuan: str, haiwai: str
) -> None:
    """CNMARC with pinyin in $9, CNMARC in GB 18030 with pinyin in $A, romanised MARC 21 with 880."""
    held = {name: chinese.get(name) for name in (f"jiangnan/{jiangnan}", f"beiyuan/{beiyuan}", f"haiwai/{haiwai}")}
    present = {place for place in held.values() if place}
    assert len([place for place in held.values() if place]) >= 2, title
    assert len(present) == 1, held


def test_editions_of_other_years_share_the_work_only(chinese: dict[str, tuple[str, str]]) -> None:
    """围城 of 1947 and of 1980 are two editions of one work."""
    early, late = chinese["haiwai/hwzw00052"], chinese["haiwai/hwzw00053"]
    assert early[0] != late[0]
    assert early[1] == late[1]
