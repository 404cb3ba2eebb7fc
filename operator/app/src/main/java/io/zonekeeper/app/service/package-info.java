/** ZonedService: from what it asks for and what runs to its children and its status. */
package io.zonekeeper.app.service;
