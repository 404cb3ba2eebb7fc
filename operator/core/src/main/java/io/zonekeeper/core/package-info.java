/** Every decision of Zonekeeper as pure functions of records and an Instant. */
package io.zonekeeper.core;
