package io.zonekeeper.core.mongo.facts;

import java.util.List;

/**
 * What servers should run.
 *
 * @param image the image of mongod; empty where it is not known
 * @param wanted what the Secrets hold now: a server that restarts reads that
 * @param loaded what each server read when it started, as far as its template tells
 */
public record Target(String image, Credentials wanted, List<Credentials> loaded) {
    /** Nothing is known of it. */
    public static final Target NONE = new Target("", Credentials.NONE, List.of());

    /** Copies the list. */
    public Target {
        loaded = List.copyOf(loaded);
    }
}
