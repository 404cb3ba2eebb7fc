package io.zonekeeper.controllers.mongocluster;

import java.util.Set;

import io.zonekeeper.controllers.mongocluster.manifests.ClusterView;
import io.zonekeeper.core.mongo.MongoPlan;
import io.zonekeeper.kube.apply.Outcome;
import io.zonekeeper.kube.objects.Owner;

/** The objects of MongoClusters, written as planned. */
interface ClusterObjects {
    /** Closes the budget of mongos, where there are mongos. */
    void closeBudget(ClusterView view);

    /**
     * Makes the objects of a cluster: each member with the template it has, save of the one whose turn it is. Those of
     * other members are deleted, their volume claims stay.
     *
     * @param keep names of members whose objects are not deleted
     * @return what was refused
     */
    Outcome apply(ClusterView view, MongoPlan plan, Set<String> keep);

    /** Returns the names of all members that a cluster has StatefulSets for. */
    Set<String> memberNames(Owner owner);
}
