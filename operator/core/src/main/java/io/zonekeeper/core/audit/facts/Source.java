package io.zonekeeper.core.audit.facts;

/** What an audit lists, and what it does not know without it. */
public enum Source {
    /** Zones, taints, and room. */
    NODES("nodes", "", false, "which zones there are"),
    /** Where everything runs. */
    PODS("pods", "", true, "what runs where"),
    /** Between Deployments and pods. */
    REPLICA_SETS("replicasets", "apps", true, "which Deployment or Rollout a pod belongs to"),
    /** How many pods are desired. */
    DEPLOYMENTS("deployments", "apps", true, "how many pods Deployments should have"),
    /** How many pods are desired. */
    STATEFUL_SETS("statefulsets", "apps", true, "how many pods StatefulSets should have"),
    /** How many pods are desired. */
    DAEMON_SETS("daemonsets", "apps", true, "how many pods DaemonSets should have"),
    /** Whether traffic leaves. */
    SERVICES("services", "", true, "whether traffic would leave a lost zone"),
    /** Whether nodes can be drained. */
    BUDGETS("poddisruptionbudgets", "policy", true, "whether budgets block the drain of a zone"),
    /** From claims to volumes. */
    CLAIMS("persistentvolumeclaims", "", true, "which volumes keep pods in their zone"),
    /** Where volumes can be attached. */
    VOLUMES("persistentvolumes", "", false, "which volumes keep pods in their zone");

    private final String resource;
    private final String group;
    private final boolean namespaced;
    private final String meaning;

    Source(String resource, String group, boolean namespaced, String meaning) {
        this.resource = resource;
        this.group = group;
        this.namespaced = namespaced;
        this.meaning = meaning;
    }

    /** Returns the resource as RBAC has it, as {@code deployments.apps}. */
    public String resource() {
        return group.isEmpty() ? resource : resource + "." + group;
    }

    /** Returns whether it is in namespaces. */
    public boolean namespaced() {
        return namespaced;
    }

    /** Returns what is not known without it. */
    public String meaning() {
        return meaning;
    }

    /** Returns whether there is no audit without it. */
    public boolean required() {
        return this == NODES || this == PODS;
    }
}
