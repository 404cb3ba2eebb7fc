package io.zonekeeper.testing.mongo;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;

/** Pods whose servers are {@link MongoDouble}s; init containers are taken to have done what they do. */
public final class DoubledPods implements MongoPods {
    private static final String CERTIFICATE = "tls-combined.pem";

    private final MongoDouble mongo;
    private final Map<String, String> admin;
    private final String tls;
    private final Set<String> routers = new HashSet<>();

    /**
     * Runs nothing yet.
     *
     * @param secrets contents of Secrets by their names, as templates name them
     * @param admin name of the administrator's Secret
     * @param tls name of the Secret with the certificates
     */
    public DoubledPods(Map<String, Map<String, String>> secrets, String admin, String tls) {
        this.admin = Map.copyOf(secrets.get(admin));
        this.tls = tls;
        this.mongo = new MongoDouble(PemSockets.of(secrets.get(tls).get(CERTIFICATE)));
    }

    @Override
    public void secret(String name, Map<String, String> content) {
        if (name.equals(tls)) {
            mongo.certificates(PemSockets.of(content.get(CERTIFICATE)));
        }
    }

    @Override
    public void start(String host, String zone, PodTemplateSpec template) {
        List<String> command = template.getSpec().getContainers().getFirst().getCommand();
        String user = admin.get("username");
        String password = admin.get("password");
        if (command.getFirst().equals("mongos")) {
            routers.add(host);
            List<String> configServers =
                    List.of(value(command, "--configdb").split("/", 2)[1].split(",", -1));
            mongo.startMongos(host, zone, host, configServers, user, password);
        } else {
            mongo.startMongod(host, zone, value(command, "--replSet"), command.contains("--configsvr"), user, password);
        }
    }

    @Override
    public void stop(String host) {
        if (routers.remove(host)) {
            mongo.stopMongos(host);
        } else {
            mongo.stop(host);
        }
    }

    @Override
    public void close() {
        mongo.close();
    }

    private static String value(List<String> command, String option) {
        return command.get(command.indexOf(option) + 1);
    }
}
