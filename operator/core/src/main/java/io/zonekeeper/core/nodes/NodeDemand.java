package io.zonekeeper.core.nodes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a pod template asks of a node. Equal demands get equal answers, whichever service they are of.
 *
 * @param tolerations taints that it tolerates
 * @param nodeSelector labels that the node must have
 * @param terms alternatives of its required node affinity; empty for none
 * @param nodeName the one node it names, past the scheduler; empty for none
 */
public record NodeDemand(
        List<Toleration> tolerations, Map<String, String> nodeSelector, List<Term> terms, Optional<String> nodeName) {
    /** Asks for nothing. */
    public static final NodeDemand NONE = new NodeDemand(List.of(), Map.of(), List.of(), Optional.empty());

    /** Copies the collections. */
    public NodeDemand {
        tolerations = List.copyOf(tolerations);
        nodeSelector = Map.copyOf(nodeSelector);
        terms = List.copyOf(terms);
    }

    /**
     * A toleration, its absent fields as empty texts.
     *
     * @param key the key of the taint; empty for every key, with {@code Exists}
     * @param operator {@code Equal}, which is also meant where it is empty, or {@code Exists}
     * @param value the value of the taint
     * @param effect the effect of the taint; empty for every effect
     */
    public record Toleration(String key, String operator, String value, String effect) {
        boolean tolerates(NodeTraits.Taint taint) {
            boolean sameEffect = effect.isEmpty() || effect.equals(taint.effect());
            boolean sameKey = key.isEmpty() || key.equals(taint.key());
            boolean sameValue = operator.equals("Exists") || (!key.isEmpty() && value.equals(taint.value()));
            return sameEffect && sameKey && sameValue;
        }
    }

    /**
     * One alternative of a node affinity: all of it must hold. An empty one holds on every node, for the operator adds
     * the zone to it.
     *
     * @param labels about the node's labels
     * @param fields about the node's name
     */
    public record Term(List<Expression> labels, List<Expression> fields) {
        /** Copies the lists. */
        public Term {
            labels = List.copyOf(labels);
            fields = List.copyOf(fields);
        }

        /** Returns whether it holds of a node. */
        public boolean holds(NodeTraits node) {
            return labels.stream()
                            .allMatch(expression -> expression.holds(
                                    Optional.ofNullable(node.labels().get(expression.key()))))
                    && fields.stream().allMatch(expression -> expression.holds(Optional.of(node.name())));
        }
    }

    /**
     * A requirement.
     *
     * @param key what it is about
     * @param operator {@code In}, {@code NotIn}, {@code Exists}, {@code DoesNotExist}, {@code Gt} or {@code Lt}
     * @param values what is compared with
     */
    public record Expression(String key, String operator, Set<String> values) {
        /** Copies the set. */
        public Expression {
            values = Set.copyOf(values);
        }

        /** Returns whether it holds of a value; empty where there is none. */
        public boolean holds(Optional<String> actual) {
            return switch (operator) {
                case "In" -> actual.filter(values::contains).isPresent();
                case "NotIn" -> actual.filter(values::contains).isEmpty();
                case "Exists" -> actual.isPresent();
                case "DoesNotExist" -> actual.isEmpty();
                case "Gt" ->
                    number(actual)
                            .filter(n -> limit().filter(l -> n > l).isPresent())
                            .isPresent();
                case "Lt" ->
                    number(actual)
                            .filter(n -> limit().filter(l -> n < l).isPresent())
                            .isPresent();
                // What a later Kubernetes may know: no reason to keep pods from a zone.
                default -> true;
            };
        }

        private Optional<Long> limit() {
            return number(values.stream().findFirst());
        }

        private static Optional<Long> number(Optional<String> text) {
            return text.filter(digits -> digits.matches("-?[0-9]{1,18}")).map(Long::valueOf);
        }
    }
}
