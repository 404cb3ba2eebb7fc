package io.zonekeeper.core.reasons;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a {@link Reason} means to users; docs/reasons.md is made of it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Meaning {
    /** What it means, in sentences. */
    String value();

    /** What a user does about it, in sentences; empty where no action is required. */
    String remedy() default "";
}
