package io.zonekeeper.core.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.zonekeeper.core.Refusal;

/**
 * What of a plan could not be carried out.
 *
 * @param workloads Deployments and StatefulSets that the API server or another owner did not let happen
 * @param others other children that were refused
 * @param retrying requests that failed for a reason that says nothing of what was asked for
 * @param overridden pod templates that the API server stores with other values than they were given
 * @param missing names of zones whose workload does not exist
 */
public record FailedApplies(
        List<Refusal> workloads,
        List<Refusal> others,
        List<Refusal> retrying,
        List<Refusal> overridden,
        Set<String> missing) {
    /** Copies the collections. */
    public FailedApplies {
        workloads = List.copyOf(workloads);
        others = List.copyOf(others);
        retrying = List.copyOf(retrying);
        overridden = List.copyOf(overridden);
        missing = Set.copyOf(missing);
    }

    /** Returns that all was carried out. */
    public static FailedApplies nothing() {
        return of(List.of());
    }

    /** Returns that these workloads were refused, and nothing else. */
    public static FailedApplies of(List<Refusal> workloads) {
        return new FailedApplies(workloads, List.of(), List.of(), List.of(), Set.of());
    }

    /** Returns all that was refused: what a user may have to mend. */
    public List<Refusal> refusals() {
        List<Refusal> all = new ArrayList<>(workloads);
        all.addAll(others);
        return all;
    }
}
