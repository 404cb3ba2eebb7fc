package io.zonekeeper.kube.management;

import java.nio.charset.StandardCharsets;

import io.zonekeeper.kube.config.OperatorConfig.Log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets logging up in code: quicker at start than a file to parse, and the configuration has one place.
 *
 * <p>Found by logback as its configurator, it logs text at level info until {@link #apply} is called.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final String PATTERN =
            "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\", UTC} %-5level %logger{0}: %msg %kvp%n%ex{1}";

    @Override
    public ExecutionStatus configure(LoggerContext loggerContext) {
        set(loggerContext, new Log("info", "text"));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Logs as configured from here on. */
    public static void apply(Log log) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            set(context, log);
        }
    }

    private static void set(LoggerContext context, Log log) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder(context, log));
        console.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(console);
        root.setLevel(Level.WARN);
        context.getLogger("io.zonekeeper").setLevel(Level.toLevel(log.level()));
        // It warns of every kind that is not v1, ours included.
        context.getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils")
                .setLevel(Level.ERROR);
        // It warns at every start that the namespaces of an informer are ours to know.
        context.getLogger("io.javaoperatorsdk")
                .setLevel(Level.toLevel(log.level().equals("info") ? "warn" : log.level()));
        // The driver tells of every failed heartbeat with a stack trace; the status tells of members.
        context.getLogger("org.mongodb").setLevel(Level.ERROR);
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, Log log) {
        EncoderBase<ILoggingEvent> encoder;
        if (log.format().equals("json")) {
            encoder = new JsonLines();
        } else {
            PatternLayoutEncoder text = new PatternLayoutEncoder();
            text.setCharset(StandardCharsets.UTF_8);
            text.setPattern(PATTERN);
            encoder = text;
        }
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
