/**
 * Schema features that the CRD generator's annotations do not cover: bounded durations, keyed lists, formats, and small
 * schemas for pod templates.
 */
package io.zonekeeper.api.v1alpha1.schema;
