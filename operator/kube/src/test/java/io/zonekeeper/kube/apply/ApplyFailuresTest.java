package io.zonekeeper.kube.apply;

import java.util.List;

import io.zonekeeper.core.Refusal;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Whatever an apply ends with is told, in the API server's words; those of the table are a Kubernetes 1.36 server's.
 */
class ApplyFailuresTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            500 | failed to create typed patch object (shop/web-a; apps/v1, Kind=Deployment): .spec.template.spec.containers[0].env[2].value: expected string, got &value.valueUnstructured{Value:true} | Rejected    | Refused
            500 | failed to create typed patch object (shop/web-a; apps/v1, Kind=Deployment): .spec.template.spec.containers[0].env: duplicate entries for key [name="A"]                            | Rejected    | Refused
            500 | failed to create typed patch object (shop/web-a; apps/v1, Kind=Deployment): .spec.futureField: field not declared in schema                                                          | Rejected    | Refused
            500 | unable to convert unstructured object to apps/v1, Kind=Deployment: quantities must match the regular expression                                                                     | Rejected    | Refused
            500 | etcdserver: request is too large                                                                                                                                                     | Rejected    | Refused
            500 | Internal error occurred: failed calling webhook "x.example.com": connection refused                                                                                                  | ApplyFailed | Failed
            418 | a code that nobody thought of                                                                                                                                                        | ApplyFailed | Failed
            422 | Deployment.apps "web-a" is invalid: spec.template.spec.containers[0].image: Required value                                                                                           | Rejected    | Refused
            400 | unknown field                                                                                                                                                                        | Rejected    | Refused
            413 | limit is 3145728                                                                                                                                                                     | Rejected    | Refused
            403 | exceeded quota: objects                                                                                                                                                              | Forbidden   | Refused
            409 | the object has been modified                                                                                                                                                         | Retrying    | Passing
            429 | too many requests                                                                                                                                                                    | Retrying    | Passing
            503 | the server is currently unable to handle the request                                                                                                                                 | Retrying    | Passing
            0   | connection reset                                                                                                                                                                     | Retrying    | Passing
            """)
    void tellsIt(int code, String words, String reason, String kind) {
        ApplyResult<Deployment> result = ApplyFailures.of("Deployment", "web-a", failure(code, words));

        Refusal told = switch (result) {
            case ApplyResult.Refused<Deployment>(Refusal refusal) -> {
                assertThat(kind).isEqualTo("Refused");
                yield refusal;
            }
            case ApplyResult.Failed<Deployment>(Refusal refusal, boolean passes, var cause) -> {
                assertThat(kind).isEqualTo(passes ? "Passing" : "Failed");
                yield refusal;
            }
            default -> throw new AssertionError(result);
        };
        assertThat(told.reason().word()).isEqualTo(reason);
        assertThat(told.message()).contains("Deployment web-a", words.strip());
    }

    @Test
    void anAnswerThatHoldsTheWholeValueIsCut() {
        ApplyResult<Deployment> result = ApplyFailures.of("Deployment", "web-a", failure(422, "x".repeat(400_000)));

        assertThat(((ApplyResult.Refused<Deployment>) result).refusal().message())
                .hasSizeLessThan(2_000);
    }

    @Test
    void everyWriteIsTriedAndEveryFailureIsToldBeforeItIsThrown() {
        Outcome outcome = new Outcome();
        outcome.attempt(() -> ApplyFailures.of("Deployment", "web-a", failure(500, "failed calling webhook")));
        outcome.attempt(() -> ApplyFailures.of("Deployment", "web-b", failure(422, "invalid")));
        outcome.attempt(() -> ApplyFailures.of("Deployment", "web-c", failure(503, "busy")));
        outcome.tryTo(() -> {
            throw failure(409, "changed meanwhile");
        });
        outcome.tryTo(() -> {
            throw failure(403, "cannot create controllerrevisions");
        });

        assertThat(outcome.clean()).isFalse();
        assertThat(reasons(outcome.refusals())).containsExactly("ApplyFailed", "Rejected", "Forbidden");
        assertThat(reasons(outcome.retrying())).containsExactly("Retrying", "Retrying");
        assertThatThrownBy(outcome::throwFailure).hasMessageContaining("failed calling webhook");
    }

    private static List<String> reasons(List<Refusal> refusals) {
        return refusals.stream().map(refusal -> refusal.reason().word()).toList();
    }

    private static KubernetesClientException failure(int code, String words) {
        return new KubernetesClientException(
                words,
                code,
                new StatusBuilder().withCode(code).withMessage(words).build());
    }
}
