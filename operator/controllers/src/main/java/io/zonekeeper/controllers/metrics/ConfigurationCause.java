package io.zonekeeper.controllers.metrics;

import java.util.Locale;

/** What differs between the configuration that proxies get and the one before. */
public enum ConfigurationCause {
    /** There was none before. */
    FIRST,
    /** More than addresses of servers. */
    SHAPE,
    /** Addresses of servers. */
    SERVERS,
    /** Which zones are evacuated. */
    EVACUATION;

    /** Returns the word used in metrics. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
