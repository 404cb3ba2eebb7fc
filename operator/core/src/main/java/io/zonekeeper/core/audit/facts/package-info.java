/** A cluster as an audit reads it: objects as records, without what the audit does not need. */
package io.zonekeeper.core.audit.facts;
