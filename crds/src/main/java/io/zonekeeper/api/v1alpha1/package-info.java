/**
 * The API {@code zonekeeper.io/v1alpha1}: the custom resources that users write and read.
 *
 * <p>The CRD files are generated from these types. Three rules were learned on a real API server: no schema defaults
 * inside list items (a re-applied unchanged file would say "configured"), CEL rules stand on record types and never on
 * components (they would be emitted twice), and a rule on a string guards itself with {@code matches} so that one
 * mistake gives one sentence.
 */
package io.zonekeeper.api.v1alpha1;
