/**
 * What the CRD generator's annotations cannot say: bounded durations, keyed lists, formats, and small schemas for pod
 * templates.
 */
package io.zonekeeper.api.v1alpha1.schema;
