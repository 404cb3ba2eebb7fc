package io.zonekeeper.core.mongo;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.mongo.facts.ClusterFact;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.reasons.MongoReason;

/**
 * Whether a mongod of an image starts on the data that there is. It starts on data whose
 * {@code featureCompatibilityVersion} is of its own or of the previous major version, and of no later one; with any
 * other it ends at once. The version of an image is read from its tag; of one without a version in it nothing is said.
 */
final class VersionStep {
    private static final Pattern TAG =
            Pattern.compile("[^/@]*:v?(\\d{1,2})(?:\\.(\\d{1,2}))?(?:[.\\-_+][^/@]*)?(?:@.*)?");
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

    private VersionStep() {}

    private record Version(int major, Optional<Integer> minor) {
        static Optional<Version> of(Matcher matcher) {
            return matcher.matches()
                    ? Optional.of(new Version(
                            Integer.parseInt(matcher.group(1)),
                            Optional.ofNullable(matcher.group(2)).map(Integer::valueOf)))
                    : Optional.empty();
        }

        boolean before(Version other) {
            return major < other.major
                    || (major == other.major
                            && minor.isPresent()
                            && other.minor.isPresent()
                            && minor.get() < other.minor.get());
        }

        @Override
        public String toString() {
            return major + minor.map(number -> "." + number).orElse("");
        }
    }

    /** Returns why no member may be restarted with the image; empty where all may. */
    static Optional<Refusal> refusal(ClusterFact cluster) {
        String image = cluster.target().image();
        Optional<Version> asked = Version.of(TAG.matcher(image.substring(image.lastIndexOf('/') + 1)));
        return asked.flatMap(version -> cluster.sets().stream()
                .flatMap(set -> refusal(image, version, set).stream())
                .findFirst());
    }

    private static Optional<Refusal> refusal(String image, Version asked, SetFact set) {
        return set.all().stream()
                .flatMap(member -> member.report().stream())
                .flatMap(report -> report.server().featureCompatibility().stream())
                .flatMap(text -> Version.of(VERSION.matcher(text)).stream())
                .flatMap(data -> refusal(image, asked, set, data).stream())
                .findFirst();
    }

    private static Optional<Refusal> refusal(String image, Version asked, SetFact set, Version data) {
        String found = "image %s is MongoDB %s, and the data of %s has featureCompatibilityVersion %s"
                .formatted(image, asked, set.name(), data);
        String command = "db.adminCommand({setFeatureCompatibilityVersion: \"%s\", confirm: true}) through a mongos";
        if (asked.major() > data.major() + 1) {
            String next = (data.major() + 1) + ".0";
            return Optional.of(new Refusal(
                    MongoReason.VERSION_SKIPPED,
                    "%s: a major version cannot be skipped, no member would start. Use an image of MongoDB %s, then run %s, then continue"
                            .formatted(found, next, command.formatted(next))));
        }
        if (asked.before(data)) {
            String earlier = asked.minor().isPresent() ? asked.toString() : asked + ".0";
            return Optional.of(new Refusal(
                    MongoReason.VERSION_TOO_OLD,
                    "%s: an older version does not read newer data, no member would start. Run %s first"
                            .formatted(found, command.formatted(earlier))));
        }
        return Optional.empty();
    }
}
