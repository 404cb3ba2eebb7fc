package io.zonekeeper.web.view;

/**
 * A line about an object.
 *
 * @param name what it is about
 * @param value what there is to show
 */
public record Fact(String name, String value) {}
