namespace RetailKlip.Scenes;

public enum ScriptAction
{
    /// <summary>A hand brings items and lets them lie.</summary>
    Put,

    /// <summary>A hand shifts an item that lies.</summary>
    Slide,

    /// <summary>A hand turns an item where it lies, or shows another of its sides.</summary>
    Turn,

    /// <summary>A hand takes an item out of the picture.</summary>
    Take,

    /// <summary>A hand holds something above the tray and takes it away again, such as a bag: it never lies there.</summary>
    Pass,
}
