"""The scenes behind signs: the same for one innovation, unlike for two, and inside their box."""

import re

from proposals.catalogue.artwork import HEIGHT, WIDTH, scene


def test_one_seed_gives_one_scene_and_others_give_others():
    assert scene("7") == scene("7")
    assert len({scene(str(number)) for number in range(50)}) == 50


def test_every_shape_stays_in_the_box():
    for number in range(50):
        drawn = scene(str(number))
        x, y, radius = drawn.sun
        assert 0 <= x <= WIDTH and radius > 0 and y + radius < HEIGHT
        for hill in drawn.hills:
            points = [(int(x), int(y)) for x, y in re.findall(r"(\d+) (\d+)", hill)]
            assert {0 <= x <= WIDTH and 0 < y <= HEIGHT for x, y in points} == {True}
