package io.zonekeeper.core.aws;

import java.util.Optional;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ZoneReason;
import io.zonekeeper.core.zone.ZoneIdentity;

/**
 * Whether the labels of nodes and AWS mean the same zone.
 *
 * <p>Names differ per account. Where the two disagree it is unknown which zone AWS speaks of, so nothing it says is
 * counted for this zone, and nothing is asked of it.
 */
public final class ZoneIdentityCheck {
    private ZoneIdentityCheck() {}

    /**
     * Returns what is wrong with a zone; empty where nothing is, or where AWS was not heard yet.
     *
     * @param labels the zone as its nodes' labels have it
     * @param aws the zones of the account
     */
    public static Optional<Refusal> problem(ZoneIdentity labels, AwsZones aws) {
        if (aws.zones().isEmpty()) {
            return Optional.empty();
        }
        Optional<AwsZone> named = aws.find(labels.name());
        if (named.isEmpty()) {
            return Optional.of(new Refusal(
                    ZoneReason.UNKNOWN_TO_AWS,
                    "AWS has no availability zone %s in this region for the account of the operator's credentials (it is a local zone, or the region or account is another one): reports of AWS are ignored for it"
                            .formatted(labels.display())));
        }
        String id = named.get().id();
        if (labels.id().isEmpty() || id.isEmpty() || labels.id().equals(id)) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                ZoneReason.ZONE_ID_MISMATCH,
                "the nodes' labels have %s, but in the account of the operator's credentials %s is %s: correct the label topology.k8s.aws/zone-id, or give the operator credentials of the nodes' account; until then reports of AWS are ignored for this zone, and no changes are requested for it"
                        .formatted(labels.display(), labels.name(), id)));
    }
}
