package io.zonekeeper.controllers.signals;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.selftest.SignalTest;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class SignalTestsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicReference<List<SignalTest>> found = new AtomicReference<>(List.of());
    private final AtomicInteger heard = new AtomicInteger();

    private final SignalSource source = new SignalSource() {
        @Override
        public void observe(Moment moment, Findings findings) {}

        @Override
        public List<SignalTest> test() {
            return found.get();
        }
    };

    @Test
    void aSignalWithoutEvidenceIsShownAndLoggedOnce() {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger logger = (Logger) LoggerFactory.getLogger(SignalTests.class);
        logger.addAppender(logged);
        try (var metrics = new OperatorMetrics(registry);
                var tests = new SignalTests(metrics)) {
            tests.of(List.of(source));
            tests.listen(heard::incrementAndGet);
            assertThat(tests.condition()).as("nothing was tested").isEmpty();
            found.set(SignalTest.kubelets(36, 0, "10250").stream().toList());
            tests.test();
            tests.test();
            assertThat(heard).hasValue(1);
            assertThat(tests.condition().map(ConditionFact::holds)).contains(false);
            assertThat(registry.scrape()).contains("zonekeeper_signal_evidence{signal=\"kubelets\"} 0.0");
            assertThat(logged.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly("no evidence: none of 36 nodes answers on port 10250; open egress to it");
            found.set(SignalTest.kubelets(36, 36, "10250").stream().toList());
            tests.test();
            assertThat(heard).hasValue(2);
            assertThat(tests.condition().map(ConditionFact::holds)).contains(true);
        } finally {
            logger.detachAppender(logged);
        }
    }
}
