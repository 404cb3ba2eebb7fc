package io.zonekeeper.controllers.mongocluster;

import java.util.Map;
import java.util.Optional;

import io.zonekeeper.controllers.mongocluster.links.TestCertificates;
import io.zonekeeper.testing.mongo.DockerPods;
import io.zonekeeper.testing.mongo.MongoPods;

import org.junit.jupiter.api.condition.EnabledIf;

/** MongoDB behaves as the operator expects of it, started by the operator's own pod templates. */
@EnabledIf(value = "canRun", disabledReason = "containers of MongoDB cannot be run here")
class RealMongoIT extends MongoBehaviour {
    static boolean canRun() {
        Optional<String> lack = DockerPods.lack();
        lack.ifPresent(why -> System.err.println("RealMongoIT is skipped: it runs containers of MongoDB, and " + why));
        return lack.isEmpty();
    }

    @Override
    MongoPods pods(Map<String, Map<String, String>> secrets, TestCertificates certificates) {
        return new DockerPods(secrets);
    }
}
