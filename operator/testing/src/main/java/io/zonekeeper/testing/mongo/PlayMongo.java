package io.zonekeeper.testing.mongo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/**
 * Plays the servers of MongoClusters as a process: {@code PlayMongo KUBECONFIG HOSTS-FILE}. It is told on its standard
 * input, a line each, and answers a line each:
 *
 * <ul>
 *   <li>{@code play NAMESPACE}: plays the pods of that namespace
 *   <li>{@code down HOST}, {@code up HOST}: stops a mongod and keeps it down; lets it start
 *   <li>{@code primary NAMESPACE SET}: the host of the primary, or {@code none}
 *   <li>{@code serving NAMESPACE}: how many mongos serve
 *   <li>{@code counts PREFIX}: {@code WHAT=NUMBER;...}, as commands sent to each host
 * </ul>
 */
public final class PlayMongo {
    private final Map<String, MongoDouble> doubles = new HashMap<>();
    private final Map<String, PodsAsMongo> pods = new HashMap<>();
    private final KubernetesClient client;

    private PlayMongo(KubernetesClient client) {
        this.client = client;
    }

    /** Plays until its input ends. */
    public static void main(String[] arguments) throws IOException {
        MongoHosts.keepFile(Path.of(arguments[1]));
        try (KubernetesClient client = new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(Path.of(arguments[0]).toFile()))
                        .build();
                var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            PlayMongo play = new PlayMongo(client);
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                System.out.println(play.answer(Arrays.asList(line.strip().split(" ", -1))));
                System.out.flush();
            }
            play.pods.values().forEach(PodsAsMongo::close);
            play.doubles.values().forEach(MongoDouble::close);
        }
    }

    private String answer(List<String> words) {
        return switch (words.getFirst()) {
            case "play" -> {
                MongoDouble mongo = new MongoDouble();
                doubles.put(words.get(1), mongo);
                pods.put(words.get(1), new PodsAsMongo(client, words.get(1), mongo));
                yield "ok";
            }
            case "down" -> {
                of(words.get(1)).keepDown(words.get(1));
                yield "ok";
            }
            case "up" -> {
                of(words.get(1)).letStart(words.get(1));
                yield "ok";
            }
            case "primary" ->
                doubles.get(words.get(1)).roles(words.get(2)).entrySet().stream()
                        .filter(role -> role.getValue().equals("PRIMARY"))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse("none");
            case "serving" ->
                Integer.toString(doubles.get(words.get(1)).serving().size());
            case "counts" -> {
                StringBuilder found = new StringBuilder();
                String prefix = String.join(" ", words.subList(1, words.size()));
                doubles.values()
                        .forEach(mongo -> mongo.counts(prefix)
                                .forEach((what, number) -> found.append(what)
                                        .append('=')
                                        .append(number)
                                        .append(';')));
                yield found.toString();
            }
            default -> "unknown: " + words;
        };
    }

    /** Hosts are {@code POD.SERVICE.NAMESPACE.svc:PORT}. */
    private MongoDouble of(String host) {
        return doubles.get(host.split("\\.", -1)[2]);
    }
}
