"""No door without a lock, no lock without somebody who holds its key, no way in the navigation that leads nowhere."""

import re
from collections import Counter

from lms.kernel.actor import Role
from lms.kernel.web import PUBLIC, SIGNED_IN
from tests.guards import product
from tests.houses import House


def locks(house: House) -> dict[str, str | None]:
    """The permission of every view and resource by endpoint."""
    views = house.app.view_functions.items()
    return {endpoint: getattr(view, "permission", None) for endpoint, view in views if endpoint != "static"}


def test_every_view_and_every_resource_has_a_declared_permission(sqlite_house: House) -> None:
    known = {one.code for one in sqlite_house.registry.permissions} | {PUBLIC, SIGNED_IN}
    found = locks(sqlite_house)
    assert len(found) > 20
    product.nothing((endpoint, code) for endpoint, code in found.items() if code not in known)


def test_a_right_is_declared_once_by_the_package_it_is_named_after_and_somebody_holds_it(sqlite_house: House) -> None:
    declared = [(plugin, one) for plugin in sqlite_house.registry.plugins for one in plugin.permissions()]
    product.nothing([code for code, times in Counter(one.code for _, one in declared).items() if times > 1])
    product.nothing([one.code for _, one in declared if not one.roles])
    foreign = [
        one.code for plugin, one in declared if plugin.package != "lms" and one.code.split(".")[0] != plugin.package
    ]
    product.nothing(foreign)


def test_nothing_below_api_is_public_except_its_description(sqlite_house: House) -> None:
    rules = [rule for rule in sqlite_house.app.url_map.iter_rules() if rule.rule.startswith("/api")]
    found = locks(sqlite_house)
    assert {rule.rule for rule in rules if found[rule.endpoint] == PUBLIC} == {
        "/api/openapi.json",
        "/api/problems/<code>",
    }
    assert {rule.rule for rule in rules if found[rule.endpoint] == SIGNED_IN} == set()


def test_every_place_in_the_navigation_is_there_and_everybody_who_sees_it_may_enter(sqlite_house: House) -> None:
    found = locks(sqlite_house)
    roles = {one.code: one.roles for one in sqlite_house.registry.permissions}
    absent, closed = [], []
    for plugin in sqlite_house.registry.plugins:
        for item in plugin.navigation():
            if item.endpoint not in found:
                absent.append(item.endpoint)
            elif found[item.endpoint] not in {PUBLIC, SIGNED_IN, item.permission}:
                who = (item.roles or roles[item.permission]) & roles[item.permission]
                closed += [(item.endpoint, role) for role in who if role not in roles[found[item.endpoint] or ""]]
            absent += [one for one in item.within if one not in found]
            assert item.permission in roles
    product.nothing(absent)
    product.nothing(closed)


def test_every_role_has_a_place_to_start_from(sqlite_house: House) -> None:
    roles = {one.code: one.roles for one in sqlite_house.registry.permissions}
    items = [item for plugin in sqlite_house.registry.plugins for item in plugin.navigation()]
    product.nothing([role for role in Role if not any(role in roles[item.permission] for item in items)])


def test_icons_of_the_navigation_are_shipped(sqlite_house: House) -> None:
    shipped = product.templates()["components/icon_paths.html"]
    wanted = {item.icon for plugin in sqlite_house.registry.plugins for item in plugin.navigation()}
    assert {icon for icon in wanted if not re.search(rf"""["']{re.escape(icon)}["']""", shipped)} == set()
