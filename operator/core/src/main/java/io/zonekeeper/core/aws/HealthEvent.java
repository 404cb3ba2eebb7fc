package io.zonekeeper.core.aws;

import java.time.Instant;
import java.util.Optional;

/**
 * An event of AWS Health.
 *
 * @param arn its ARN
 * @param service the AWS service it is about, as in {@code EC2}
 * @param typeCode as in {@code AWS_EC2_OPERATIONAL_ISSUE}
 * @param category issue, scheduledChange, accountNotification or investigation
 * @param status open, upcoming or closed
 * @param zone name of the zone; empty where the event does not say, which is often
 * @param start when it began or begins
 * @param description AWS' latest text; empty where it was not fetched
 */
public record HealthEvent(
        String arn,
        String service,
        String typeCode,
        String category,
        String status,
        String zone,
        Optional<Instant> start,
        String description) {}
