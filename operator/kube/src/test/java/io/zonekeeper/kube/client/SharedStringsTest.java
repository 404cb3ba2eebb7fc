package io.zonekeeper.kube.client;

import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SharedStringsTest {
    private final ObjectMapper mapper = new ObjectMapper().registerModule(SharedStrings.module());

    @Test
    void theSameStringOfTwoObjectsIsOneObject() throws Exception {
        ObjectMeta one = decode("us-east-1a", "web");
        ObjectMeta other = decode("us-east-1a", "api");
        assertThat(other.getLabels().get("zone")).isSameAs(one.getLabels().get("zone"));
        assertThat(one.getNamespace()).isEqualTo("web");
        assertThat(other.getNamespace()).isEqualTo("api");
    }

    @Test
    void moreStringsThanThereAreSlotsStayThemselves() throws Exception {
        assertThat(IntStream.range(0, 20_000).mapToObj(Integer::toString).toList())
                .allSatisfy(text -> assertThat(decode(text, "x").getLabels()).containsEntry("zone", text));
    }

    @Test
    void nullAndTheEmptyStringAreWhatTheyWere() throws Exception {
        ObjectMeta metadata = mapper.readValue("{\"name\": null, \"namespace\": \"\"}", ObjectMeta.class);
        assertThat(metadata.getName()).isNull();
        assertThat(metadata.getNamespace()).isEmpty();
    }

    private ObjectMeta decode(String zone, String namespace) throws Exception {
        return mapper.readValue(
                "{\"namespace\": \"%s\", \"labels\": {\"zone\": \"%s\"}}".formatted(namespace, zone), ObjectMeta.class);
    }
}
