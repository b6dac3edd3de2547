namespace RetailKlip.Kiosk;

/// <summary>What a line of a scale means.</summary>
internal enum SicsOutcome
{
    /// <summary>The command is done; of S and T with a weight that rests.</summary>
    Done,

    /// <summary>A weight that still changes.</summary>
    Moving,

    Overload,

    Underload,

    /// <summary>Understood, but not possible now.</summary>
    NotNow,

    /// <summary>The scale does not know the command.</summary>
    Unknown,

    /// <summary>The command arrived damaged.</summary>
    Damaged,
}
