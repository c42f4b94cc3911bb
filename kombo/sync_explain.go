package kombo

// Explain returns an English text for the customer, for example for the settings page of an integration.
// It tells them how a sync ended and whether they must act, without naming Kombo or using technical terms.
// To write the text in another language, switch on the state or on [SyncFinishedData.Outcome]. For an
// operator, use [SyncFinishedData.LogURL].
//
// After a failed sync, the data of the last successful sync can still be read.
// Source: docs.kombo.dev, "Reading jobs", "Handling failing syncs".
func (s SyncState) Explain() string {
	const old = " Until then you see the data of the last successful update."
	switch s {
	case SyncSucceeded:
		return "Your data is up to date."
	case SyncPartiallyFailed:
		return "Your data was updated, but a part of it could not be read this time. We are working on it; you do not have to do anything."
	case SyncFailed:
		return "Your data could not be updated. We are working on it; you do not have to do anything." + old
	case SyncTimedOut:
		return "Updating your data took too long and was stopped. It starts again automatically; you do not have to do anything." + old
	case SyncCancelled:
		return "Updating your data was stopped. It starts again automatically in a short time; you do not have to do anything." + old
	case SyncAuthenticationFailed:
		return "Your system no longer gives us access to all the data that you share with us. Please connect it again, with an account that has the permissions, or update the credentials." + old
	}
	return "Updating your data did not end as expected. We are looking into it; you do not have to do anything for now." + old
}
