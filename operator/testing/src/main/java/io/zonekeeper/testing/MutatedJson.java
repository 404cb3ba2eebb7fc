package io.zonekeeper.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Valid input with a few things wrong: parts that are missing, doubled, of another type, or values that nobody expects.
 * For tests of what reads input from outside.
 */
public final class MutatedJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_CHANGES = 4;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<JsonNode> STRANGE = List.of(
            NODES.nullNode(),
            NODES.booleanNode(true),
            NODES.numberNode(-1),
            NODES.numberNode(0),
            NODES.numberNode(Long.MAX_VALUE),
            NODES.numberNode(1e300),
            NODES.numberNode(0.5),
            NODES.textNode(""),
            NODES.textNode("-1"),
            NODES.textNode("NaN"),
            NODES.textNode("https://a b"),
            NODES.textNode("99999999999999999999"),
            NODES.textNode("é\u0000\uD800"),
            NODES.textNode("x".repeat(5000)),
            NODES.objectNode(),
            NODES.arrayNode(),
            NODES.arrayNode().add(NODES.nullNode()),
            NODES.objectNode().put("", 1));

    private final Random random;

    private MutatedJson(long seed) {
        random = new Random(seed);
    }

    /**
     * Gives many mutations of valid inputs to what reads them.
     *
     * @param count how many
     * @param valid inputs as JSON
     * @param reader fails where it may not: the failure names the input
     */
    public static void feed(int count, List<String> valid, Consumer<JsonNode> reader) {
        for (long seed = 0; seed < count; seed++) {
            JsonNode mutated = of(valid.get((int) (seed % valid.size())), seed);
            try {
                reader.accept(mutated);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("%s of %s (seed %d)".formatted(e, mutated, seed), e);
            }
        }
    }

    /** Returns a mutation of a valid input; the same for the same seed. */
    static JsonNode of(String valid, long seed) {
        try {
            MutatedJson mutation = new MutatedJson(seed);
            ArrayNode root = NODES.arrayNode().add(JSON.readTree(valid));
            for (int changes = 1 + mutation.random.nextInt(MOST_CHANGES); changes > 0; changes--) {
                mutation.change(root);
            }
            return root.isEmpty() ? NODES.nullNode() : root.get(0);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void change(ArrayNode root) {
        List<JsonNode> containers = new ArrayList<>(List.of(root));
        for (int i = 0; i < containers.size(); i++) {
            containers.get(i).forEach(child -> {
                if (child.isContainerNode()) {
                    containers.add(child);
                }
            });
        }
        JsonNode container = containers.get(random.nextInt(containers.size()));
        if (container.isEmpty()) {
            return;
        }
        JsonNode strange = STRANGE.get(random.nextInt(STRANGE.size())).deepCopy();
        boolean removes = random.nextInt(4) == 0;
        int place = random.nextInt(container.size());
        if (container instanceof ObjectNode object) {
            String field = List.copyOf(object.properties()).get(place).getKey();
            if (removes) {
                object.remove(field);
            } else {
                object.set(field, strange);
            }
        } else if (container instanceof ArrayNode array) {
            switch (random.nextInt(3)) {
                case 0 -> array.remove(place);
                case 1 -> array.add(array.get(place).deepCopy());
                default -> array.set(place, strange);
            }
        }
    }
}
