"""What the sandbox does not serve yet, by file and entry, with the reason. The lists only get shorter."""

from __future__ import annotations

_PARSER = "the words are those of the server's JSON parser"
_CONNECTIONS = "pub/subs connect to nothing here, so that none starts, stops or fails: that comes from outside"
_PACKAGES_AT_WORK = "packages do nothing here: they speak with a service, or with a device"
_OTHERS = "it tells of what other entries here do, which is not served"
_RADIO = "it comes from outside, by radio"
_CANDIDATES = "the search for collaborators is not served"
_LISTS = "lists of users, and of a user's organizations, are not served"
_GATEWAY = "a gateway, which the radio needs, comes from outside"

NOT_YET: dict[str, dict[str, str]] = {
    "15_webhooks": {
        "change to a wrong type": _PARSER,
    },
    "16_pubsub": {
        "events of pub/subs that don't connect": _CONNECTIONS,
        "events of a pub/sub that connects": _CONNECTIONS,
    },
    "17_packages": {
        "an uplink for the clock package": _PACKAGES_AT_WORK,
    },
    "19_devices_more": {
        "create dev-gateway": _GATEWAY,
        "last seen, at once": _RADIO,
        "last seen, eleven seconds later": _RADIO,
        "list by -last_seen_at, one of them seen": _RADIO,
        "list by last_seen_at, one of them seen": _RADIO,
    },
    "21_search_and_lists": {
        "collaborators of an application: no query": _CANDIDATES,
        "collaborators of an application: a query": _CANDIDATES,
        "collaborators of an application: all but collaborators": _CANDIDATES,
        "collaborators of an application: all but collaborators, no query": _CANDIDATES,
        "collaborators of an application: only users": _CANDIDATES,
        "collaborators of an application as another user": _CANDIDATES,
        "all but collaborators as another user": _CANDIDATES,
        "collaborators of an application without a token": _CANDIDATES,
        "collaborators of an application that is not there": _CANDIDATES,
        "search users": _LISTS,
        "search users as administrator": _LISTS,
        "search organizations": _LISTS,
        "list users": _LISTS,
        "list users as administrator": _LISTS,
        "organizations of a user": _LISTS,
        "organizations of a user, by -name": _LISTS,
        "organizations of another user": _LISTS,
        "organizations of another user as administrator": _LISTS,
    },
    "22_purge_restore": {
        "again: the last events": _OTHERS,
    },
    "24_traffic_radio": {
        "create radio-gateway": _GATEWAY,
        "create radio-gateway-2": _GATEWAY,
        "a day of a device by radio": _RADIO,
        "the join as the device's own stream shows it": _RADIO,
        "odd frames as the gateway's own stream shows them": _GATEWAY,
        "the device on the Network Server": _RADIO,
        "the device on the Application Server": _RADIO,
        "the device on the Join Server": _RADIO,
        "the device on the Identity Server": _RADIO,
        "the gateway's connection": _GATEWAY,
    },
}
