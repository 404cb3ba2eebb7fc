package io.zonekeeper.app.mongo;

import java.util.Map;
import java.util.Optional;

import io.zonekeeper.testing.mongo.DockerPods;
import io.zonekeeper.testing.mongo.MongoPods;

import org.junit.jupiter.api.Assumptions;

/** MongoDB behaves as the operator expects of it, started by the operator's own pod templates. */
class RealMongoIT extends MongoBehaviour {
    @Override
    MongoPods pods(Map<String, Map<String, String>> secrets, TestCertificates certificates) {
        Optional<String> lack = DockerPods.lack();
        lack.ifPresent(why -> System.err.println("RealMongoIT is skipped: it runs containers of MongoDB, and " + why));
        Assumptions.assumeTrue(lack.isEmpty(), lack.orElse(""));
        return new DockerPods(secrets);
    }
}
