/** What a ZonedService needs in each zone, decided from what it asks for and what runs. */
package io.zonekeeper.core.service;
