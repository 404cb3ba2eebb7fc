package io.zonekeeper.core.reasons;

/** Reasons of ZonalProxies. */
public enum ProxyReason implements Reason {
    @Meaning("The proxies serve.")
    SERVING,

    @Meaning(value = "Some proxies are not ready.", remedy = "See their pods.")
    SERVING_PARTLY,

    @Meaning(value = "No proxy is ready.", remedy = "See their pods.")
    NOT_READY,

    @Meaning("A change is in progress.")
    IN_PROGRESS,

    @Meaning("No change is in progress.")
    SETTLED,

    @Meaning("Nothing is refused.")
    NO_ERRORS,

    @Meaning("The engine's own binary accepts the configuration.")
    VALID,

    @Meaning("The configuration is being checked by the engine's own binary.")
    VALIDATING,

    @Meaning(
            value = "The engine's own binary refuses the configuration; the last valid one stays in use.",
            remedy = "Correct what the message quotes.")
    CONFIGURATION_INVALID,

    @Meaning("Event: the proxies are given a checked configuration.")
    CONFIGURATION_ROLLED_OUT,

    @Meaning(value = "The files of all zones do not fit into a ConfigMap.", remedy = "Use fewer, larger servers.")
    CONFIGURATION_TOO_LARGE,

    @Meaning("The upstream has servers.")
    SERVERS_FOUND,

    @Meaning(value = "The ZonedService or Service does not exist.", remedy = "Create it, or correct spec.upstream.")
    UPSTREAM_MISSING,

    @Meaning(value = "The ZonedService has no spec.service.", remedy = "Set spec.service of the ZonedService.")
    UPSTREAM_WITHOUT_SERVICE,

    @Meaning(value = "The upstream has no such port.", remedy = "Use one of the ports in the message.")
    NO_SUCH_PORT,

    @Meaning(
            value = "The upstream has no server; the proxies keep their last ones.",
            remedy = "See the pods of the upstream.")
    NO_SERVERS,

    @Meaning(
            value = "The zones of the servers are not known.",
            remedy = "Label the nodes with topology.kubernetes.io/zone.")
    ZONES_UNKNOWN,

    @Meaning(
            value = "The engine cannot do what the spec asks for; the message names what.",
            remedy = "Choose another engine, or accept it.")
    NOT_SUPPORTED,

    @Meaning("Every zone with servers is evacuated: all are used, as nothing would serve otherwise.")
    ALL_ZONES_EVACUATED,

    @Meaning("Event: servers of zones get no requests.")
    ZONES_EVACUATED,

    @Meaning("Event: servers of all zones get requests again.")
    ZONES_RETURNED
}
