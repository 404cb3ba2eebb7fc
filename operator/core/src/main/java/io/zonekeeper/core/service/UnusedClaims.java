package io.zonekeeper.core.service;

import java.util.Collection;

/**
 * Claims that are kept for pods of a StatefulSet that are not asked for any more. Kubernetes names them
 * {@code TEMPLATE-STATEFULSET-ORDINAL}; the pod of that ordinal takes them again when it comes back.
 */
public final class UnusedClaims {
    private UnusedClaims() {}

    /**
     * Returns how many claims no pod that is asked for will take.
     *
     * @param claims names of claims of the StatefulSet, and perhaps of others
     * @param templates names of its claim templates
     * @param stack its name
     * @param replicas pods that are asked for
     */
    public static int count(Collection<String> claims, Collection<String> templates, String stack, int replicas) {
        return (int) claims.stream()
                .filter(claim ->
                        templates.stream().anyMatch(template -> beyond(claim, template + "-" + stack + "-", replicas)))
                .count();
    }

    private static boolean beyond(String claim, String prefix, int replicas) {
        if (!claim.startsWith(prefix)) {
            return false;
        }
        String ordinal = claim.substring(prefix.length());
        return ordinal.matches("0|[1-9][0-9]{0,8}") && Integer.parseInt(ordinal) >= replicas;
    }
}
