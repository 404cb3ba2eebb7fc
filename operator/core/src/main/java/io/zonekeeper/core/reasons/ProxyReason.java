package io.zonekeeper.core.reasons;

/** Reasons of ZonalProxies. */
public enum ProxyReason implements Reason {
    SERVING("The proxies serve.", ""),
    SERVING_PARTLY("Some proxies are not ready.", "See their pods."),
    NOT_READY("No proxy is ready.", "See their pods."),
    IN_PROGRESS("A change is in progress.", ""),
    SETTLED("No change is in progress.", ""),
    NO_ERRORS("Nothing is refused.", ""),
    VALID("The engine's own binary accepts the configuration.", ""),
    VALIDATING("The configuration is being checked by the engine's own binary.", ""),
    CONFIGURATION_INVALID(
            "The engine's own binary refuses the configuration; the last valid one stays in use.",
            "Correct what the message quotes."),
    CONFIGURATION_ROLLED_OUT("Event: the proxies are given a checked configuration.", ""),
    CONFIGURATION_TOO_LARGE("The files of all zones do not fit into a ConfigMap.", "Use fewer, larger servers."),
    SERVERS_FOUND("The upstream has servers.", ""),
    UPSTREAM_MISSING("The ZonedService or Service does not exist.", "Create it, or correct spec.upstream."),
    UPSTREAM_WITHOUT_SERVICE("The ZonedService has no spec.service.", "Set spec.service of the ZonedService."),
    NO_SUCH_PORT("The upstream has no such port.", "Use one of the ports in the message."),
    NO_SERVERS("The upstream has no server; the proxies keep their last ones.", "See the pods of the upstream."),
    ZONES_UNKNOWN("The zones of the servers are not known.", "Label the nodes with topology.kubernetes.io/zone."),
    NOT_SUPPORTED(
            "The engine cannot do what the spec asks for; the message names what.",
            "Choose another engine, or accept it."),
    ALL_ZONES_EVACUATED("Every zone with servers is evacuated: all are used, as nothing would serve otherwise.", ""),
    ZONES_EVACUATED("Event: servers of zones get no requests.", ""),
    ZONES_RETURNED("Event: servers of all zones get requests again.", "");

    private final String meaning;
    private final String remedy;

    ProxyReason(String meaning, String remedy) {
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
