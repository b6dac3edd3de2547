namespace RetailKlip.Scenes;

public enum ScriptAction
{
    /// <summary>A hand brings items and lets them lie.</summary>
    Put,

    /// <summary>A hand shifts an item that lies.</summary>
    Slide,

    /// <summary>A hand takes an item out of the picture.</summary>
    Take,
}
